# Runs a server for as long as standard input stays open: sh -c THIS NAME SERVER ARGUMENTS...
# The supervisor holds the other end of standard input. When it dies, even by SIGKILL, the read below
# meets the end and the server gets SIGINT, which PostgreSQL takes as "fast shutdown".
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(
  trap - TERM
  while read -r _ <&3; do :; done
  kill -INT "$server"
) &
watcher=$!
exec 3<&-
trap 'kill -INT "$server"' TERM INT HUP
# A trapped signal ends wait early; only the server's own end counts.
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  code=$?
done
kill "$watcher" 2>/dev/null
exit "${code:-0}"
