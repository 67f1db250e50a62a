#!/usr/bin/env bash
# Updates a second on loopback: this server in memory and with a database, beside a bare libmicrohttpd server that
# answers a constant of the same size. Rounds in turn, so that a change in the machine's speed hits all alike; the
# medians and their ratios at the end.
#   ROUNDS=5 SECONDS_EACH=4 CONNECTIONS=32 THREADS=2 Benchmarks/server.sh
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-4} connections=${CONNECTIONS:-32} threads=${THREADS:-2}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

cc -O2 -Wall -o "$work/bare" Benchmarks/bare.c -lmicrohttpd

# load NAME PORT: one round of wrk against the server that was just started.
load() {
  local result cpu
  result=$(wrk -t1 -c"$connections" -d"${seconds}s" -s Benchmarks/update.lua "http://127.0.0.1:$2" | grep updates_per)
  cpu=$(awk '{ print $14 + $15 }' "/proc/$server/stat")
  echo "$1 $result ticks=$cpu" | tee -a "$work/results"
  kill "$server"
  wait "$server" || true
  server=
}

# understudy NAME OPTIONS...: starts this server on a free port and loads it.
understudy() {
  local name=$1
  shift
  rm -f "$work/port"
  .build/release/understudy --port 0 --port-file "$work/port" --threads "$threads" "$@" \
    >/dev/null 2>"$work/log" &
  server=$!
  until [ -e "$work/port" ]; do sleep 0.01; done
  load "$name" "$(cat "$work/port")"
}

for _ in $(seq "$rounds"); do
  "$work/bare" 4599 "$threads" &
  server=$!
  until (exec 3<>/dev/tcp/127.0.0.1/4599) 2>/dev/null; do sleep 0.01; done
  load bare 4599
  understudy memory
  rm -f "$work"/agents.db*
  understudy database --database "$work/agents.db"
done

median() { grep "^$1 " "$work/results" | sed 's/.*updates_per_second=\([0-9]*\).*/\1/' | sort -n | sed -n "$(((rounds + 1) / 2))p"; }
bare=$(median bare)
for name in bare memory database; do
  awk -v name="$name" -v value="$(median "$name")" -v bare="$bare" \
    'BEGIN { printf "median %-8s %7d updates/s  %.2f of bare\n", name, value, value / bare }'
done
