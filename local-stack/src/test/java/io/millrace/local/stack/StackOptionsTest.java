package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StackOptionsTest {

  private final StackOptions options = StackOptions.in(Path.of("state"));

  @Test
  void refusesAComponentWithoutWhatItNeeds() {
    assertThatThrownBy(() -> options.withComponents(Set.of(Component.BRIDGE, Component.POSTGRES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bridge needs kafka, which is not to be started");
  }

  @Test
  void namesTheRateThatIsOutOfRange() {
    assertThatThrownBy(() -> options.withRate(20_001))
        .hasMessage("rate is 20001; allowed: 1 to 20000 events per second");
  }

  @Test
  void namesTheOptionOfAPortThatIsNone() {
    assertThatThrownBy(() -> options.withPort(StackPort.KAFKA_CONTROLLER, 65_536))
        .hasMessageStartingWith("--kafka-controller-port is 65536");
  }

  @Test
  void namesAnAddressThatCannotBeRead() {
    assertThatThrownBy(() -> new ExternalEngine.Kafka("broker"))
        .hasMessage("--kafka is broker; allowed: host:port");
    assertThatThrownBy(() -> ExternalEngine.Postgres.at("host:port", "postgres", "x"))
        .hasMessage("--postgres is host:port; allowed: host:port");
    assertThatThrownBy(() -> new ExternalEngine.ClickHouse("http://host:8123", "u", "p"))
        .hasMessageStartingWith("--clickhouse is http://host:8123");
    assertThatThrownBy(() -> new ExternalEngine.S3(URI.create("host:9000"), "r", "a", "s"))
        .hasMessageStartingWith("--s3 is host:9000");
  }

  @Test
  void runsTheStreamOnAClusterOnlyWhenAskedTo() {
    assertThat(options.components()).doesNotContainAnyElementsOf(Component.sparkCluster());
    assertThat(options.needs(Component.SPARK)).doesNotContain(Component.SPARK_MASTER);

    StackOptions onCluster = options.withSparkCluster();

    assertThat(onCluster.components()).containsAll(Component.sparkCluster());
    assertThat(onCluster.needs(Component.SPARK))
        .contains(
            Component.BRIDGE,
            Component.SPARK_MASTER,
            Component.SPARK_WORKER_1,
            Component.SPARK_WORKER_2);
    assertThat(onCluster.wantedPort(StackPort.SPARK_MASTER)).hasValue(17_077);
    assertThat(options.wantedPort(StackPort.SPARK_MASTER)).isEmpty();
  }

  @Test
  void showsNoPasswordOfAnEngine() {
    assertThat(
            options
                .withExternal(ExternalEngine.Postgres.at("db:5432", "root", "geheim"))
                .withExternal(new ExternalEngine.ClickHouse("jdbc:clickhouse://c:1", "u", "geheim"))
                .withExternal(new ExternalEngine.S3(URI.create("http://s:1"), "r", "a", "geheim"))
                .toString())
        .doesNotContain("geheim");
  }
}
