#!/usr/bin/env bash
# Run it with a server, which sets UNDERSTUDY_URL: understudy run -- ./agents.sh
set -euo pipefail

agent=d8f2a229-2f5c-42ba-ac65-402f2c25fee2

# The client under test. After a 429 curl retries, with at most three attempts.
send() {  # send METHOD PATH BODY
  curl --silent --fail --max-time 60 --retry 2 --retry-delay 1 -X "$1" "$UNDERSTUDY_URL/functions/v1/crm-api/$2" \
    -H "x-api-key: $api_key" -H "Content-Type: application/json" -d "$3"
}
create_agent() { send POST create-agent "$1" | grep -o '"id":"[^"]*"' | cut -d '"' -f 4; }  # create_agent AGENT
update_agent() { send PUT "update-agent/$1" "$2" > /dev/null; }                             # update_agent ID CHANGES
archive_agent() { send POST archive-agent '{"agent_id": "'"$1"'"}' > /dev/null; }           # archive_agent ID

# A sandbox for each test. The client selects it with its API key only.
new_sandbox() {
  sandbox=shell-$$-$RANDOM
  api_key=cfy_your_api_key~$sandbox
}

admin() {  # admin METHOD PATH [DOCUMENT]
  curl --silent --show-error --fail-with-body --max-time 60 -X "$1" \
    "$UNDERSTUDY_URL/sandbox/$sandbox/__admin$2" -d "${3:-}"
}

verify() {  # verify QUERY
  local verdict
  verdict=$(admin POST /verify "$1") || { echo "$verdict"; echo "failed: $1"; exit 1; }
}

remove_sandbox() { admin DELETE "/sandboxes/$sandbox" > /dev/null; }

new_sandbox
created=$(create_agent '{"name": "Front Desk", "voice_id": "Sulafat", "max_duration": 30, "temperature": 0.7,
  "silence_timeout": 5, "voice_activity_timeout": 1000, "llm_model": "gpt-4o-mini", "language": "en-US",
  "background_noise": false, "voicemail_detection": false}')
verify '{"effect": {"kind": "created", "collection": "centerfy", "changed": {"/name": "Front Desk"}}, "exactly": 1}'
update_agent "$created" '{"temperature": 0.25}'
verify '{"effect": {"kind": "updated", "id": "'"$created"'", "changed": {"/temperature": 0.25}, "only": true},
         "exactly": 1}'
archive_agent "$created"
verify '{"effect": {"kind": "deleted", "id": "'"$created"'"}, "exactly": 1}'
remove_sandbox
echo "an agent is created, updated and archived"

new_sandbox
update_agent "$agent" '{"temperature": 0.25}'
verify '{"request": {"method": "PUT", "headers": {"x-api-key": {"equalTo": "'"$api_key"'"}}},
         "effect": {"collection": "centerfy", "changed": {"/temperature": 0.25}, "only": true}, "exactly": 1}'
remove_sandbox
echo "an update changes what it says and nothing else"

new_sandbox
admin POST /mappings '{"request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}}' > /dev/null
update_agent "$agent" '{"temperature": 0.25}'
verify '{"request": {"method": "PUT"}, "exactly": 2}'
verify '{"effect": {"collection": "centerfy", "changed": {"/temperature": 0.25}}, "exactly": 1}'
remove_sandbox
echo "it tries again after a 429"
