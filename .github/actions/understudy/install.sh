#!/usr/bin/env bash
# Downloads a release of the program, verifies its checksum, and puts it into the PATH of later steps.
#
# VERSION: the version; if it is empty, that of ACTION_REF, the tag by which the action is used. RELEASES: the URL that has a
# directory for each tag. RUNNER_TEMP and GITHUB_PATH are GitHub's.
set -euo pipefail

version=${VERSION:-${ACTION_REF#v}}
if [[ ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+][A-Za-z0-9.+-]+)?$ ]]; then
  echo "::error::Set the input \`version\`, such as 0.1.0: the action is used by \`$ACTION_REF\`, which is no version's tag"
  exit 1
fi
if [ "$(uname -s)" != Linux ]; then
  echo "::error::Understudy runs on Linux only: use a runner such as ubuntu-24.04"
  exit 1
fi
name=understudy-$version-linux-$(uname -m)
directory=$RUNNER_TEMP/understudy
mkdir -p "$directory"
cd "$directory"
for file in SHA256SUMS "$name.tar.gz"; do
  if ! curl --fail --location --silent --show-error --retry 3 --output "$file" "$RELEASES/v$version/$file"; then
    echo "::error::$RELEASES/v$version/$file cannot be downloaded: is \`$version\` released for $(uname -m)?"
    exit 1
  fi
done
if ! grep "  $name.tar.gz\$" SHA256SUMS | sha256sum --check --strict --status; then
  echo "::error::$name.tar.gz has not the checksum that SHA256SUMS of the release names"
  exit 1
fi
tar -xzf "$name.tar.gz"
echo "$directory/$name/bin" >> "$GITHUB_PATH"
"$name/bin/understudy" --version
