#!/usr/bin/env bash
# Copies what a process module needs at run time into one folder: the jars of its target/classpath, the list the local stack
# starts it by, and its own. So an image cannot hold other versions than those the tests ran with.
#   layout.sh [--link] MODULE FOLDER      --link: symbolic links instead of copies
set -euo pipefail

put=(cp --no-clobber)
if [ "${1:-}" = --link ]; then
  put=(ln --symbolic --force)
  shift
fi
if [ $# -ne 2 ]; then
  echo "usage: layout.sh [--link] MODULE FOLDER" >&2
  exit 2
fi
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
module="$1"
folder="$2"

fail() {
  echo "layout.sh: $*" >&2
  exit 1
}

# The jar that packaging made of a module's classes.
jar_of() {
  local jars=()
  mapfile -t jars < <(find "$1/target" -maxdepth 1 -name "$(basename "$1")-*.jar" ! -name '*-tests.jar' ! -name '*-sources.jar')
  [ "${#jars[@]}" -eq 1 ] || fail "$1/target has ${#jars[@]} jars of the module and should have one: run mvn package first"
  printf '%s' "${jars[0]}"
}

list="$home/$module/target/classpath"
[ -r "$list" ] || fail "$list is missing: run mvn package first"
mkdir -p "$folder"
# Maven ends the list without a line feed.
mapfile -t -d : entries < <(tr -d '\n' <"$list")
for entry in "$home/$module/target/classes" "${entries[@]}"; do
  case "$entry" in
    */target/classes) "${put[@]}" "$(jar_of "${entry%/target/classes}")" "$folder/" ;;
    *.jar) "${put[@]}" "$entry" "$folder/" ;;
    *) fail "$entry in $list is neither a jar nor a module's classes" ;;
  esac
done
