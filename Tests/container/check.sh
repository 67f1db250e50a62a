#!/usr/bin/env bash
# Tries what docs/container.md promises of an image: check.sh [IMAGE]
#
# ENGINE: the command to run containers with, options included; docker where its engine answers, else podman.
# RUN_OPTIONS: further options for each container, such as limits that this machine needs. With `--network none` among
# them no port is published, and requests are sent from inside the container's network, for which one must be root.
set -euo pipefail
cd "$(dirname "$0")/../.."

image=${1:-understudy}
if [ -z "${ENGINE:-}" ]; then ENGINE=podman; if docker info > /dev/null 2>&1; then ENGINE=docker; fi; fi
read -ra engine <<< "$ENGINE"
read -ra options <<< "${RUN_OPTIONS:-}"
scratch=$(mktemp -d)
chmod 755 "$scratch"
containers=()
volume=understudy-check-$$
cleanup() {
  for container in "${containers[@]}"; do "${engine[@]}" rm --force "$container" > /dev/null 2>&1 || true; done
  "${engine[@]}" volume rm --force "$volume" "$volume-tls" > /dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap cleanup EXIT

failures=0
is() { # WHAT EXPECTED ACTUAL
  if [ "$2" = "$3" ]; then printf 'ok       %s\n' "$1"; return; fi
  printf 'FAILED   %s\n         expected: %s\n         was:      %s\n' "$1" "$2" "$3"
  failures=$((failures + 1))
}
run() { "${engine[@]}" run "${options[@]}" "$@"; }
case " ${options[*]} " in *' --network none '*) publish=() ;; *) publish=(--publish 127.0.0.1::4010) ;; esac
# Starts a container in the background, and waits for its ready line; its id is then in $container.
start() {
  container=$(run --detach "${publish[@]}" "$@")
  containers+=("$container")
  for _ in $(seq 200); do
    if logs | grep -q '^ready '; then return; fi
    sleep 0.05
  done
  printf 'FAILED   a container starts with %s\n' "$*"
  logs
  exit 1
}
logs() { "${engine[@]}" logs "$container" 2>&1; }
inspect() { "${engine[@]}" inspect --format "$1" "$2"; }
health() { "${engine[@]}" exec "$@" "$container" understudy health 2>&1 || true; }
agents() { logs | sed -n 's/^ready .* agents=\([0-9]*\) .*/\1/p'; }
# ask PATH OPTION…: sends a request to the container, by curl.
ask() { call "http://localhost$1" "${@:2}"; }
# call URL OPTION…: sends a request to the container, whatever the host in the URL.
call() {
  local address=127.0.0.1:4010 prefix=()
  if [ ${#publish[@]} = 0 ]; then
    prefix=(nsenter --net --target "$(inspect '{{.State.Pid}}' "$container")")
  else
    address=$("${engine[@]}" port "$container" 4010/tcp | head -1)
  fi
  "${prefix[@]}" curl --silent --show-error --max-time 10 --noproxy '*' --connect-to "::$address" "$@"
}
agent=d8f2a229-2f5c-42ba-ac65-402f2c25fee2
updated='{"id":"'$agent'","name":"In a container","is_active":true}'
# Sends one update with a key: what is answered, without its time.
update() {
  ask "/functions/v1/crm-api/update-agent/$agent" --request PUT --header "x-api-key: $1" \
    --header 'Content-Type: application/json' --data '{"name": "In a container"}' | sed 's/,"updated_at.*/}/'
}
# Ends the container; what that took is then in $took, in milliseconds, without what starting a command of the engine
# takes where the process may be asked directly.
stop() {
  local process begun
  process=$(inspect '{{.State.Pid}}' "$container")
  begun=$(date +%s%N)
  # An engine in a virtual machine or elsewhere counts processes of its own: that number is another process here.
  if ! { grep -qsx understudy "/proc/$process/comm" && kill -TERM "$process" 2> /dev/null; }; then
    "${engine[@]}" kill --signal TERM "$container" > /dev/null
  fi
  while grep -qsx understudy "/proc/$process/comm" && [ $(($(date +%s%N) - begun)) -lt 5000000000 ]; do :; done
  took=$((($(date +%s%N) - begun) / 1000000))
  code=$(timeout 5 "${engine[@]}" wait "$container" || echo 'it still runs')
}

# The image.
is 'the image is run by a user with a number' 65532:65532 "$(inspect '{{.Config.User}}' "$image")"
is 'it says which port it serves' 'map[4010/tcp:{}]' "$(inspect '{{.Config.ExposedPorts}}' "$image")"
is 'it is stopped by SIGTERM' SIGTERM "$(inspect '{{.Config.StopSignal}}' "$image")"
is 'its label has the version of the program' "$(run --rm "$image" --version)" \
  "$(inspect '{{index .Config.Labels "org.opencontainers.image.version"}}' "$image")"
size=$(inspect '{{.Size}}' "$image")
printf '         it weighs %s MB\n' "$((size / 1000000))"

# As it is.
start "$image"
is 'it listens on all addresses of the container' 'ready url=http://0.0.0.0:4010' "$(logs | grep -o '^ready [^ ]*')"
is 'its health check is asked by the engine' '[CMD /usr/local/bin/understudy health]' \
  "$(inspect '{{.Config.Healthcheck.Test}}' "$container")"
is 'it is healthy' ready "$(health)"
is 'its process is that user' 65532 \
  "$(sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' "/proc/$(inspect '{{.State.Pid}}' "$container")/status")"
is 'it answers' "$updated" "$(update cfy_your_api_key)"
stop
is 'SIGTERM ends it with 0' 0 "$code"
is "it ends within 200 ms: $took ms" yes "$([ "$took" -lt 200 ] && echo yes || echo no)"
is 'its log says why it ended' 1 "$(logs | grep -c 'info stopping signal=SIGTERM')"

# Without rights.
start --read-only --cap-drop ALL --security-opt no-new-privileges --user 12345:54321 "$image"
is 'it is healthy without rights, in a file system that it cannot write to, as any user' ready "$(health)"
stop
is 'it stops all the same' 0 "$code"

# Another port.
start --env UNDERSTUDY_PORT=4321 "$image"
is 'its health check follows the port' ready "$(health)"
is 'it is asked at that port only' 'not ready: connecting to 127.0.0.1:4010: Connection refused' \
  "$(health --env UNDERSTUDY_PORT=4010)"

# Seeds.
mkdir "$scratch/good" "$scratch/bad"
sed 's/cfy_your_api_key/my_own_key/' seed-data/centerfy.json > "$scratch/good/mine.json"
start --volume "$scratch/good:/seed-data:ro" --read-only --cap-drop ALL "$image"
is 'mounted seeds replace those of the image' "$(grep -c '"name"' "$scratch/good/mine.json")" "$(agents)"
is 'it answers by the mounted seeds' "$updated" "$(update my_own_key)"
is 'it knows no others' '{"error":true,"message":"Invalid API key"}' "$(update cfy_your_api_key)"
stop

mkdir "$scratch/watched"
sed 's/cfy_your_api_key/my_own_key/' seed-data/centerfy.json > "$scratch/watched/mine.json"
start --volume "$scratch/watched:/seed-data:ro" --env UNDERSTUDY_WATCH=true --read-only --cap-drop ALL "$image"
is 'it answers by seeds that it watches' "$updated" "$(update my_own_key)"
sed -i 's/my_own_key/my_new_key/' "$scratch/watched/mine.json"
for _ in $(seq 200); do
  if [ "$(update my_new_key)" = "$updated" ]; then break; fi
  sleep 0.05
done
is 'it takes what has changed in a mount' "$updated" "$(update my_new_key)"
stop

sed 's/"temperature": 0.7/"temperature": "warm"/' seed-data/centerfy.json > "$scratch/bad/mine.json"
chmod -R a+rX "$scratch"
line=$(grep -n '"warm"' "$scratch/bad/mine.json" | head -1 | cut -d : -f 1)
mistake="/seed-data/mine.json:$line:24: /centerfy/agents/0/temperature: \`centerfy.agents[0].temperature\` must be a number, \
but is a string"
for command in serve check; do
  code=0
  # Without a health check: without systemd, podman prints a warning about it between the program's lines.
  said=$(run --rm --no-healthcheck --volume "$scratch/bad:/seed-data:ro" "$image" "$command" 2>&1) || code=$?
  is "\`$command\` says what is wrong in mounted seeds" "$mistake" "$said"
  is "\`$command\` refuses them with 65" 65 "$code"
done

# Across restarts.
"${engine[@]}" volume create "$volume" > /dev/null
keeping=(--volume "$volume:/data" --env UNDERSTUDY_DATABASE=/data/agents.db --read-only --cap-drop ALL)
start "${keeping[@]}" "$image"
is 'it writes agents into a volume' "$updated" "$(update cfy_your_api_key)"
stop
start "${keeping[@]}" "$image"
is 'it finds them there again' '"name":"In a container"' \
  "$(ask "/__admin/agents/centerfy/$agent" | grep -o '"name":"[^"]*"' | head -1)"
stop

# HTTPS.
"${engine[@]}" volume create "$volume-tls" > /dev/null
secure=(--volume "$volume-tls:/tls" --env UNDERSTUDY_TLS=true --env UNDERSTUDY_TLS_DIR=/tls
  --env "UNDERSTUDY_ALSO_PORT=80,443" --sysctl net.ipv4.ip_unprivileged_port_start=80 --read-only --cap-drop ALL)
start "${secure[@]}" "$image"
is 'it speaks TLS' ' tls=on' "$(logs | grep -o '^ready .*' | grep -o ' tls=on$')"
is 'it listens on ports below 1024 without being root' 'ready ready' \
  "$(health --env UNDERSTUDY_PORT=80) $(health --env UNDERSTUDY_PORT=443)"
ask /__admin/ca.pem > "$scratch/ca.pem"
ask /__admin/bundle.pem > "$scratch/bundle.pem"
is 'clients call it by a vendor'"'"'s https URL' 200 \
  "$(call https://api.talkifai.dev/v1/agents --header 'x-api-key: tk_live_owner' --cacert "$scratch/ca.pem" \
    --output /dev/null --write-out '%{http_code}')"
is 'its bundle has public authorities too' yes \
  "$([ "$(grep -c 'BEGIN CERTIFICATE' "$scratch/bundle.pem")" -gt 50 ] && echo yes || echo no)"
stop
start "${secure[@]}" "$image"
is 'its authority is the same after a restart' "$(cat "$scratch/ca.pem")" "$(ask /__admin/ca.pem)"
stop

[ "$failures" = 0 ] || { echo "$failures failed"; exit 1; }
echo 'all is as promised'
