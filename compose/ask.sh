#!/usr/bin/env bash
# Asks the gateway in containers for the telecom summary until it counts events, with a key made for this alone. Exit code 0: it does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

compose=(docker compose --file docker-compose.yml)
name="ask-$(date +%s)"
key="$("${compose[@]}" run --rm -T --no-deps gateway-keys create "$name" read)"
trap '"${compose[@]}" run --rm -T --no-deps gateway-keys revoke "$name" >/dev/null' EXIT
port="$(sed -n 's/^GATEWAY_PORT=//p' .env)"
url="http://127.0.0.1:${port:-8080}/api/v1/telecom/summary"

answer=""
for _ in $(seq 60); do
  # The gateway looks at its keys once a second.
  answer="$(curl --silent --show-error --max-time 10 --config - "$url" <<<"header = \"Authorization: Bearer $key\"" || true)"
  if grep -Eq '"events" *: *[1-9]' <<<"$answer"; then
    printf '%s\n' "$answer"
    exit 0
  fi
  sleep 2
done
printf 'no event arrived at %s within two minutes; its last answer: %s\n' "$url" "$answer" >&2
exit 1
