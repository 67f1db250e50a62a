#!/usr/bin/env bash
set -euo pipefail

# The server in UNDERSTUDY_URL, or else one that is started here.
if [ -z "${UNDERSTUDY_URL:-}" ]; then
  exec {ready}< <(exec understudy --port 0 --log-level warning)
  trap "kill $!" EXIT
  read -r -u "$ready" _ UNDERSTUDY_URL _  # ready url=http://127.0.0.1:34567 endpoints=6 …
  UNDERSTUDY_URL=${UNDERSTUDY_URL#url=}
fi

agent=d8f2a229-2f5c-42ba-ac65-402f2c25fee2

# The client under test. After a 429 curl retries, with at most three attempts.
update_agent() {  # update_agent API_KEY CHANGES
  curl --silent --fail --output /dev/null --max-time 10 --retry 2 --retry-delay 1 \
    -X PUT "$UNDERSTUDY_URL/functions/v1/crm-api/update-agent/$agent" \
    -H "x-api-key: $1" -H "Content-Type: application/json" -d "$2"
}

# A sandbox for each test. The client selects it with its API key only.
new_sandbox() {
  sandbox=shell-$$-$RANDOM
  api_key=cfy_your_api_key~$sandbox
}

admin() {  # admin METHOD PATH [DOCUMENT]
  curl --silent --show-error --fail-with-body --max-time 10 -X "$1" \
    "$UNDERSTUDY_URL/sandbox/$sandbox/__admin$2" -d "${3:-}"
}

verify() { admin POST /verify "$1" || { echo; echo "failed: $1"; exit 1; }; echo; }

new_sandbox
update_agent "$api_key" '{"temperature": 0.25}'
verify '{"request": {"method": "PUT", "headers": {"x-api-key": {"equalTo": "'"$api_key"'"}}},
         "effect": {"collection": "centerfy", "changed": {"/temperature": 0.25}, "only": true}, "exactly": 1}'
admin DELETE "/sandboxes/$sandbox"
echo "an update changes what it says and nothing else"

new_sandbox
admin POST /mappings '{"request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}}' > /dev/null
update_agent "$api_key" '{"temperature": 0.25}'
verify '{"request": {"method": "PUT"}, "exactly": 2}'
verify '{"effect": {"collection": "centerfy", "changed": {"/temperature": 0.25}}, "exactly": 1}'
admin DELETE "/sandboxes/$sandbox"
echo "it tries again after a 429"
