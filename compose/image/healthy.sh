#!/usr/bin/env bash
# Whether a page of this container answers 200 within 3 s. Bash alone, since the images have no curl.
#   healthy.sh PORT PATH
set -uo pipefail

port="${1:?usage: healthy.sh PORT PATH}"
path="${2:?usage: healthy.sh PORT PATH}"
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$path" "$port" >&3
status=""
IFS= read -r -t 3 status <&3 || { echo "no answer from port $port within 3 s" >&2; exit 1; }
case "$status" in
  'HTTP/1.'?' 200'*) exit 0 ;;
esac
echo "port $port says of $path: ${status%$'\r'}" >&2
exit 1
