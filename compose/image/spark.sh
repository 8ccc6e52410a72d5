#!/usr/bin/env bash
# Spark's parts, all of one image and so of the very same jars:
#   spark.sh master                       a standalone master
#   spark.sh worker                       a worker of the master that MILLRACE_SPARK_MASTER names
#   spark.sh stream [spark-submit's --conf …]   the streaming application, its driver in this container
#   spark.sh batch JOB …                  a batch job, its driver in this container
# Masters and workers are known to each other by their host names.
set -euo pipefail

home="${SPARK_HOME:-/opt/millrace/spark}"
export SPARK_HOME="$home"
# What bin/load-spark-env.sh of an installation would set.
export SPARK_SCALA_VERSION=2.12
classpath="$home/jars/*"
name="${SPARK_HOSTNAME:-$(hostname)}"

# Spark reaches into the JDK; without these a JDK 17 refuses.
opens=()
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
  java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

# Without the secret whoever reaches the network could have the workers run anything. Not as an argument, which others would see.
daemon_secret() {
  : "${MILLRACE_SPARK_SECRET:?MILLRACE_SPARK_SECRET is (not set); allowed: the secret that master, workers and drivers share}"
  secret="$(mktemp)"
  printf 'spark.authenticate true\nspark.authenticate.secret %s\n' "$MILLRACE_SPARK_SECRET" >"$secret"
}

# Every node has the jars, so there is no application jar to ship: spark-internal says so.
submit() {
  local class="$1"
  shift
  submitted=(org.apache.spark.deploy.SparkSubmit
    --master "${MILLRACE_SPARK_MASTER:?MILLRACE_SPARK_MASTER is (not set); allowed: spark://host:port}"
    --deploy-mode client
    --class "$class"
    --conf "spark.driver.host=$name"
    --conf "spark.driver.bindAddress=0.0.0.0"
    # One executor of one core on each worker, in half of its memory: the other half is another application's.
    --conf "spark.cores.max=${SPARK_CORES_MAX:-2}"
    --conf "spark.executor.cores=1"
    --conf "spark.executor.memory=${SPARK_EXECUTOR_MEMORY:-512m}"
    --conf "spark.executor.extraJavaOptions=-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -Duser.timezone=UTC")
  case "$MILLRACE_SPARK_MASTER" in
    local*) ;;
    *)
      daemon_secret
      submitted+=(--properties-file "$secret")
      ;;
  esac
  submitted+=("$@")
}

case "${1:-}" in
  master)
    daemon_secret
    exec java -Xmx192m -XX:+UseSerialGC "${opens[@]}" -cp "$classpath" org.apache.spark.deploy.master.Master \
      --host "$name" --port "${SPARK_MASTER_PORT:-17077}" --webui-port "${SPARK_MASTER_WEBUI_PORT:-17080}" \
      --properties-file "$secret"
    ;;
  worker)
    daemon_secret
    exec java -Xmx192m -XX:+UseSerialGC "${opens[@]}" \
      -Dspark.worker.cleanup.enabled=true -Dspark.worker.cleanup.appDataTtl=86400 \
      -cp "$classpath" org.apache.spark.deploy.worker.Worker \
      --host "$name" --port "${SPARK_WORKER_PORT:-17078}" --webui-port "${SPARK_WORKER_WEBUI_PORT:-17081}" \
      --cores "${SPARK_WORKER_CORES:-2}" --memory "${SPARK_WORKER_MEMORY:-1g}" --work-dir "$home/work" \
      --properties-file "$secret" \
      "${MILLRACE_SPARK_MASTER:?MILLRACE_SPARK_MASTER is (not set); allowed: spark://host:port}"
    ;;
  stream)
    shift
    submit io.millrace.spark.StreamingApplication "$@" spark-internal
    exec java -Xmx1g -XX:+UseParallelGC -Djdk.reflect.useDirectMethodHandle=false "${opens[@]}" -cp "$classpath" "${submitted[@]}"
    ;;
  batch)
    shift
    submit io.millrace.spark.batch.BatchApplication spark-internal "$@"
    exec java -Xmx1g -XX:+UseParallelGC -Duser.timezone=UTC "${opens[@]}" -cp "$classpath" "${submitted[@]}"
    ;;
  *)
    echo "spark.sh: ${1:-nothing} is no part of Spark; allowed: master, worker, stream, batch" >&2
    exit 2
    ;;
esac
