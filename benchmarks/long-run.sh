#!/usr/bin/env bash
# What the build proves in minutes, for longer: KILLS ends of the bridge (200) under load, and Kafka away
# for OUTAGE (PT5M). About 25 minutes on two idle cores.
#
#   benchmarks/long-run.sh [KILLS [OUTAGE]]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn --batch-mode --no-transfer-progress -Dquick -DskipTests install -pl cdc-bridge -am
# The unit tests are not asked for: only these two.
exec mvn --batch-mode --no-transfer-progress -Dquick -pl cdc-bridge verify \
  -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dtest.jvm.options=-Xmx3g -Dit.test='KilledBridgeIT,OutageIT' -Dmillrace.kills="${1:-200}" -Dmillrace.outage="${2:-PT5M}"
