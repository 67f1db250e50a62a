#!/bin/sh
# Renames an agent of each of two vendors, at their own URLs, by curl. Prints each status and the name in the answer.
# Usage: update.sh NAME [OPTION OF CURL...]
set -eu
name=$1
shift

update() {
  url=$1 header=$2
  shift 2
  curl --silent --show-error --max-time 600 --request PUT --header "$header" \
    --header 'Content-Type: application/json' --data "{\"name\": \"$name\"}" --write-out '\n%{http_code}\n' "$@" "$url" \
    | sed -n 's/.*"name":"\([^"]*\)".*/\1/p; /^[0-9]*$/p'
}

update https://api.talkifai.dev/v1/agents/agent_abc123 'x-api-key: tk_live_owner' "$@"
update https://api.trillet.ai/v1/api/omni-flow-agents/agentIdExample 'x-workspace-id: workspaceIdExample' "$@"
