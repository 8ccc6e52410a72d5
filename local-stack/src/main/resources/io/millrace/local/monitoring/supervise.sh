# Runs a program for as long as standard input stays open: sh -c THIS NAME PROGRAM ARGUMENTS...
# The supervisor holds the other end of standard input. When it dies, even by SIGKILL, the read below meets the end and the
# program gets SIGTERM. The program takes this shell's place, so that its process is the one that the supervisor knows.
exec 3<&0
program=$$
(
  while read -r _ <&3; do :; done
  kill -TERM "$program"
) 2>/dev/null &
exec "$@" </dev/null 3<&-
