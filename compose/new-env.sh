#!/usr/bin/env bash
# Writes compose/.env from .env.example, with a secret made up for each that is empty there. Leaves an .env that is there alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if [ -e .env ]; then
  echo "compose/.env is there already; its secrets belong to the volumes." >&2
  exit 0
fi
umask 077
unfinished="$(mktemp .env.XXXXXX)"
trap 'rm -f "$unfinished"' EXIT
while IFS= read -r line; do
  case "$line" in
    \#* | '' | *=?*) printf '%s\n' "$line" ;;
    *=) printf '%s%s\n' "$line" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" ;;
  esac
done <.env.example >"$unfinished"
mv "$unfinished" .env
echo "Wrote compose/.env with new secrets." >&2
