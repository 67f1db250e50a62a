#!/usr/bin/env bash
# Prints the verdict of a server, writes it as JUnit XML, and stops the server that the action `understudy` started.
#
# FAIL_ON, URL: as the inputs of the action. RUNNER_TEMP, GITHUB_OUTPUT and UNDERSTUDY_URL are as in start.sh.
set -euo pipefail

directory=$RUNNER_TEMP/understudy
mkdir -p "$directory"
report=$directory/verdict.xml
url=${URL:-${UNDERSTUDY_URL:?the action understudy did not start a server: set the input url}}
options=(--url "$url")
if [ "$FAIL_ON" ]; then options+=(--fail-on "$FAIL_ON"); fi
code=0
if [ -f "$directory/image" ]; then
  # The image's own program, which writes the report as this user.
  docker run --rm --network host --user "$(id -u):$(id -g)" --volume "$directory:/report" "$(cat "$directory/image")" \
    verdict "${options[@]}" --junit /report/verdict.xml || code=$?
  docker logs understudy > "$directory/log" 2>&1 || true
  docker rm --force understudy > /dev/null || true
else
  understudy verdict "${options[@]}" --junit "$report" || code=$?
  if [ -f "$directory/pid" ]; then kill "$(cat "$directory/pid")" 2> /dev/null || true; fi
fi
# Without kinds, the program looks for those of the server, or for unmatched requests: 3 says that there were some.
if [ -z "$FAIL_ON" ] && [ $code = 3 ]; then
  echo 'No request fails the step: its input fail-on is empty'
  code=0
fi
echo "report=$report" >> "$GITHUB_OUTPUT"
exit $code
