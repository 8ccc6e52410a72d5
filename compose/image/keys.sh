#!/usr/bin/env bash
# The gateway's API keys, in the volume that the gateway reads.
#   keys.sh create NAME [read|admin]    makes a key and prints it, once
#   keys.sh list | keys.sh revoke NAME
#   keys.sh ensure NAME FILE            makes a key of the role read in FILE unless it is there: Prometheus' own
exec java -Xmx32m -XX:+UseSerialGC -cp 'gateway/lib/main/*' io.millrace.runtime.access.KeyTool "$@"
