#!/usr/bin/env bash
# Starts a server for later steps, waits until it is ready, and writes the outputs `url` and `ca`.
#
# IMAGE: the image to run; if it is empty, the program in the PATH. OPTIONS, PORT, TLS: as the inputs of the action.
# RUNNER_TEMP, GITHUB_OUTPUT and GITHUB_ENV are GitHub's. GITHUB_ENV gets UNDERSTUDY_URL, which the examples and `understudy
# verdict` read.
set -euo pipefail

directory=$RUNNER_TEMP/understudy
mkdir -p "$directory"
log=$directory/log
read -r -d '' -a words <<< "$OPTIONS" || true
if [ "$TLS" = true ]; then words+=(--tls); fi

# Ends with the server's own words.
fail() {
  echo "::error::$1"
  cat "$log"
  exit 1
}

# Sets `listening`, when the program listens.
start_program() {
  rm -f "$directory/port"
  setsid understudy serve --port "$PORT" --port-file "$directory/port" "${words[@]}" > "$log" 2>&1 < /dev/null &
  echo $! > "$directory/pid"
  for _ in $(seq 3000); do
    if [ -s "$directory/port" ]; then listening=$(cat "$directory/port"); return; fi
    kill -0 "$(cat "$directory/pid")" 2> /dev/null || fail 'Understudy did not start'
    sleep 0.1
  done
  fail 'Understudy is not ready after five minutes'
}

# Sets `listening`, when the container answers.
start_container() {
  echo "$IMAGE" > "$directory/image"
  docker run --detach --name understudy --publish "127.0.0.1:$PORT:4010" "$IMAGE" serve "${words[@]}" \
    > "$directory/container" 2> "$log" || fail "The image $IMAGE cannot be run"
  listening=$(docker port understudy 4010/tcp | head -1 | sed 's/.*://')
  for _ in $(seq 3000); do
    if curl --fail --silent --noproxy '*' --output "$directory/ready" "http://127.0.0.1:$listening/__admin/readyz"; then return; fi
    docker logs understudy > "$log" 2>&1 || true
    [ "$(docker inspect --format '{{.State.Running}}' understudy)" = true ] || fail 'Understudy did not start'
    sleep 0.1
  done
  fail 'Understudy is not ready after five minutes'
}

if [ "$IMAGE" ]; then start_container; else start_program; fi
url=http://127.0.0.1:$listening
ca=
if [ "$TLS" = true ]; then
  ca=$directory/ca.pem
  curl --fail --silent --show-error --noproxy '*' --output "$ca" "$url/__admin/ca.pem" || fail 'The server has no certificate'
fi
printf 'url=%s\nca=%s\n' "$url" "$ca" >> "$GITHUB_OUTPUT"
echo "UNDERSTUDY_URL=$url" >> "$GITHUB_ENV"
echo "Understudy is ready at $url"
