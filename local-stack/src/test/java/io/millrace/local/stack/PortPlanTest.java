package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PortPlanTest {

  private final StackOptions options = StackOptions.in(Path.of("state"));

  @Test
  void namesPortOptionAndProcessWhenAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();

      assertThatThrownBy(
              () -> PortPlan.of(options.withFreePorts().withPort(StackPort.GATEWAY, port)))
          .isInstanceOf(StackStartException.class)
          .hasMessageStartingWith("port " + port + ", for gateway, is taken by process ")
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " (")
          .hasMessageContaining("choose another port with --gateway-port PORT");
    }
  }

  @Test
  void refusesAPortThatListensOnEveryAddress() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(
              () ->
                  PortPlan.of(options.withFreePorts().withPort(StackPort.S3, taken.getLocalPort())))
          .hasMessageContaining("is taken")
          .hasMessageContaining("--s3-port");
    }
  }

  @Test
  void refusesOnePortForTwoUses() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(
            () ->
                PortPlan.of(
                    options
                        .withFreePorts()
                        .withPort(StackPort.S3, port)
                        .withPort(StackPort.KAFKA_CONTROLLER, port)))
        .isInstanceOf(StackStartException.class)
        .hasMessage(
            "port " + port + " is wanted twice: change --kafka-controller-port or --s3-port");
  }

  @Test
  void picksADifferentFreePortForEachUse() throws Exception {
    PortPlan plan = PortPlan.of(options.withFreePorts());

    assertThat(Arrays.stream(StackPort.values()).map(plan::of))
        .doesNotHaveDuplicates()
        .allMatch(port -> port > 0);
  }

  @Test
  void doesNotAskForThePortOfAnEngineThatTheUserRuns() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      PortPlan plan =
          PortPlan.of(
              options
                  .withFreePorts()
                  .withPort(StackPort.KAFKA, taken.getLocalPort())
                  .withExternal(new ExternalEngine.Kafka("127.0.0.1:9092")));

      assertThat(plan.of(StackPort.KAFKA)).isEqualTo(StackPort.KAFKA.usual());
    }
  }
}
