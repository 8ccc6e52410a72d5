#!/usr/bin/env bash
# Stands where spark-submit is, so that the scheduler's own launcher starts it; the steps are small programs:
#   JOB DAY STEP BEHAVIOUR REPORT
# Each notes its begin and its end, with the number of its process, in the journal.
set -u
while [ "$1" != spark-internal ]; do
  [ "$1" = --properties-file ] && properties="$2"
  shift
done
shift
job="$1" day="$2" step="$3" behaviour="$4" report="$5"

note() { printf '%s %s %s %s %s %s\n' "$1" "$job" "$day" "$step" "$$" "$(date +%s%N)" >>"$STEP_JOURNAL"; }
await() { while [ ! -e "$1" ]; do sleep 0.05; done; }
done_with() {
  note end
  exit "$1"
}

note begin
echo "$job for $day: $step"
case "$behaviour" in
  ok) printf '{"rows": 7, "step": "%s"}' "$step" >"$report" ;;
  show)
    grep memory "$properties"
    echo "secret of ClickHouse: ${#MILLRACE_CLICKHOUSE_PASSWORD}, of the scheduler: ${#MILLRACE_POSTGRES_SCHEDULER_PASSWORD}"
    printf 'no JSON' >"$report"
    ;;
  flaky)
    if [ "$(grep -c "^begin $job $day $step" "$STEP_JOURNAL")" -lt 3 ]; then
      echo "no snapshot of <$day> yet & none soon"
      done_with 1
    fi
    ;;
  exit-*) done_with "${behaviour#exit-}" ;;
  hang)
    trap '' TERM
    sleep 1000 &
    echo "$!" >"$STEP_JOURNAL.child"
    while true; do sleep 0.05; done
    ;;
  gate) await "$STEP_JOURNAL.gate-$job-$day" ;;
  slow) sleep 0.3 ;;
esac
done_with 0
