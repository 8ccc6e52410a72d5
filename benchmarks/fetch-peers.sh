#!/usr/bin/env bash
# Fetches what io.millrace.benchmarks.capture.CaptureBenchmark runs beside the bridge: Debezium Server
# (a download of about 781 MB), Kafka Connect with Debezium's connector, and pg_recvlogical. They go
# into ${XDG_CACHE_HOME:-$HOME/.cache}/millrace/peers, with a Maven repository of their own, and never
# into the build. What is there already is left alone. Run it from anywhere in a checkout.
set -euo pipefail
checkout="$(cd "$(dirname "$0")/.." && pwd)"
peers="${XDG_CACHE_HOME:-$HOME/.cache}/millrace/peers"
# The nearest that was published to the bridge's own version.
server_version=3.6.0.Final
log4j_version=2.24.3
dependency_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
install_plugin=org.apache.maven.plugins:maven-install-plugin:3.1.4

property() {
  sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$checkout/pom.xml" | head -n 1
}
connector_version="$(property debezium.version)"
kafka_version="$(property kafka.version)"

# Without a checkout's .mvn above it, so that only what is written here counts.
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
fetch() {
  mvn -B -q -ntp -Dmaven.repo.local="$peers/repository" "$@"
}

server="$peers/debezium-server-$server_version"
if [ ! -d "$server" ]; then
  echo "fetching Debezium Server $server_version"
  # Its parent POM was never published; nothing in it concerns the archive.
  cat > stub.xml <<POM
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>io.debezium</groupId>
  <artifactId>debezium-server</artifactId>
  <version>$server_version</version>
  <packaging>pom</packaging>
</project>
POM
  fetch "$install_plugin:install-file" -Dfile=stub.xml -DpomFile=stub.xml
  archive="io.debezium:debezium-server-dist:$server_version:tar.gz"
  fetch "$dependency_plugin:get" -Dartifact="$archive" -Dtransitive=false
  fetch "$dependency_plugin:copy" -Dartifact="$archive" -DoutputDirectory="$work/server"
  mkdir unpacked
  tar -xzf server/*.tar.gz -C unpacked
  mv unpacked/* "$server"
  # Unpacked once; the archive itself is of no more use.
  rm -f "$peers"/repository/io/debezium/debezium-server-dist/*/*.tar.gz
fi

connect="$peers/kafka-connect-$kafka_version"
if [ ! -d "$connect" ]; then
  echo "fetching Kafka Connect $kafka_version"
  mkdir connect
  cat > connect/pom.xml <<POM
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>io.millrace.peers</groupId>
  <artifactId>connect</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>connect-runtime</artifactId>
      <version>$kafka_version</version>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>connect-json</artifactId>
      <version>$kafka_version</version>
    </dependency>
    <dependency>
      <!-- As Kafka's own archive has it; Connect's REST layer wants its classes. -->
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>$log4j_version</version>
    </dependency>
  </dependencies>
</project>
POM
  fetch -f connect/pom.xml "$dependency_plugin:copy-dependencies" -DincludeScope=runtime \
    -DoutputDirectory="$work/libs"
  mkdir -p "$peers"
  mv libs "$connect"
fi

plugins="$peers/connect-plugins-$connector_version"
if [ ! -d "$plugins" ]; then
  echo "fetching Debezium's connector $connector_version"
  archive="io.debezium:debezium-connector-postgres:$connector_version:tar.gz:plugin"
  fetch "$dependency_plugin:get" -Dartifact="$archive" -Dtransitive=false
  fetch "$dependency_plugin:copy" -Dartifact="$archive" -DoutputDirectory="$work/connector"
  mkdir plugins
  tar -xzf connector/*.tar.gz -C plugins
  mv plugins "$plugins"
fi

if ! command -v pg_recvlogical > /dev/null; then
  echo "installing pg_recvlogical"
  root=()
  [ "$(id -u)" = 0 ] || root=(sudo)
  "${root[@]}" apt-get update -q
  "${root[@]}" apt-get install -q -y --no-install-recommends postgresql-client
fi

echo "peers are in $peers"
