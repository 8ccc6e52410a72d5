#!/usr/bin/env bash
# Time from a fresh clone, with an empty Maven repository, an empty npm cache and a new HOME, to the
# first event in the gateway's answer. Run it from a checkout: benchmarks/first-metric.sh
set -euo pipefail
checkout="$(cd "$(dirname "$0")/.." && pwd)"
folder="$(mktemp -d)"
export HOME="$folder/home" MAVEN_OPTS="${MAVEN_OPTS:-} -Dmaven.repo.local=$folder/repository"
unset XDG_CACHE_HOME MILLRACE_CACHE_DIR MILLRACE_LIBCHDB
mkdir -p "$HOME"
began=$SECONDS
git clone --quiet "$checkout" "$folder/millrace"
cd "$folder/millrace"
./millrace up -d
echo "up after $((SECONDS - began)) s"
until curl -s 'http://127.0.0.1:8080/api/v1/telecom/metrics?limit=1' | grep -q '"events"'; do
  sleep 0.2
done
echo "first metric after $((SECONDS - began)) s"
curl -s 'http://127.0.0.1:8080/api/v1/telecom/metrics?limit=1'
echo
./millrace status
./millrace down
echo "folder: $folder"
