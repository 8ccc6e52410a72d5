#!/bin/sh
# What Spark's launcher starts in place of bin/spark-submit: notes who runs and how it ended, for a scheduler that comes later, and
# runs the real one in between. The exit code appears whole or not at all.
printf '%s' "$$" >"$MILLRACE_STEP_FOLDER/pid"
export SPARK_HOME="$MILLRACE_STEP_SPARK_HOME"
"$SPARK_HOME/bin/spark-submit" "$@" </dev/null
code=$?
printf '%s' "$code" >"$MILLRACE_STEP_FOLDER/exit.new"
mv "$MILLRACE_STEP_FOLDER/exit.new" "$MILLRACE_STEP_FOLDER/exit"
exit "$code"
