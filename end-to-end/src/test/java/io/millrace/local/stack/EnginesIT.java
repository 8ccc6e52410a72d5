package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The life of a stack of the four engines alone, which start fast. */
@Execution(ExecutionMode.CONCURRENT)
class EnginesIT {

  private static final Set<Component> ENGINES =
      EnumSet.of(Component.POSTGRES, Component.KAFKA, Component.S3, Component.CLICKHOUSE);

  @TempDir Path folder;

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void keepsYesterdaysDataAndLeavesNoProcessAndNoPort() throws Exception {
    List<ComponentStatus> first;
    try (LocalStack stack = LocalStack.start(options())) {
      first = stack.status().components();
      assertThat(first).extracting(ComponentStatus::phase).containsOnly(Phase.READY);
      count(stack, "INSERT INTO telecom_events (event_type, source) VALUES ('SMS', 'test')");
      assertThatThrownBy(() -> LocalStack.start(options()))
          .isInstanceOf(StackStartException.class)
          .hasMessageContaining("a stack runs already with " + folder)
          .hasMessageContaining("millrace down");
    }
    assertAllEnded(first);
    for (ComponentStatus component : first) {
      int port = Integer.parseInt(component.address().replaceAll(".*:", ""));
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        assertThat(socket.isBound()).isTrue();
      }
    }

    try (LocalStack stack = LocalStack.start(options())) {
      assertThat(count(stack, "SELECT count(*) FROM telecom_events")).isEqualTo(1);
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void leavesNoOrphanWhenItsSupervisorIsKilledAndStartsAgainAtOnce() throws Exception {
    ChildProcess supervisor =
        ChildProcess.start(
            ChildProcess.Spec.java(
                "supervisor",
                SupervisorMain.class.getName(),
                System.getProperty("java.class.path"),
                List.of("-Xmx96m", "-Dmillrace.home=" + ModuleClasspath.home()),
                Map.of(),
                folder,
                folder.resolve("supervisor.log")));
    StateFolder state = new StateFolder(folder);
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                !supervisor.isAlive()
                    || StatusFile.read(state).filter(s -> s.ready().isPresent()).isPresent());
    List<ComponentStatus> orphans = StatusFile.read(state).orElseThrow().components();
    assertThat(orphans)
        .as("engines, and a Spark cluster: its classes are not ours")
        .hasSize(7)
        .allMatch(orphan -> orphan.pid() > 0);

    supervisor.kill();

    // At once: the start itself waits for what is left.
    try (LocalStack stack = LocalStack.start(options())) {
      assertAllEnded(orphans);
      assertThat(stack.status().isWell()).isTrue();
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void revivesEachEngineThatIsKilled() throws Exception {
    try (LocalStack stack = LocalStack.start(options())) {
      for (Component component : ENGINES) {
        long before = stack.status().of(component).orElseThrow().pid();
        stack.kill(component);
        await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () -> {
                  ComponentStatus now = stack.status().of(component).orElseThrow();
                  return now.phase() == Phase.READY && now.pid() != before;
                });
      }
      assertThat(count(stack, "SELECT count(*) FROM telecom_events")).isZero();
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void worksWithEnginesThatTheUserRuns() throws Exception {
    try (LocalStack users = LocalStack.start(options().withRestartPolicy(RestartPolicy.LEAVE))) {
      StackAddresses there = users.addresses();
      StackOptions options =
          options(folder.resolve("second"))
              .withExternal(there.postgres())
              .withExternal(new ExternalEngine.Kafka(there.kafka()))
              .withExternal(there.clickHouse())
              .withExternal(there.s3());
      try (LocalStack stack = LocalStack.start(options)) {
        assertThat(stack.status().isWell()).isTrue();
        assertThat(stack.status().components()).allMatch(component -> component.pid() == 0);
        assertThat(count(stack, "SELECT count(*) FROM telecom_events")).isZero();

        users.stop(Component.S3);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> stack.status().of(Component.S3).orElseThrow().phase() == Phase.UNWELL);
      }
      assertThat(users.status().of(Component.POSTGRES).orElseThrow().phase())
          .as("nothing of the user's is stopped")
          .isEqualTo(Phase.READY);

      assertThatThrownBy(() -> LocalStack.start(options))
          .isInstanceOf(StackStartException.class)
          .hasMessageContaining("s3 did not start")
          .hasMessageContaining(there.s3().endpoint().toString());
    }
  }

  /** Runs the engines until it is killed. */
  static final class SupervisorMain {
    public static void main(String[] args) throws Exception {
      LocalStack stack = LocalStack.start(options(Path.of("")).withSparkCluster());
      Files.writeString(Path.of("ready"), stack.folder().root().toString());
      Thread.currentThread().join();
    }
  }

  private StackOptions options() {
    return options(folder);
  }

  private static StackOptions options(Path state) {
    return StackOptions.in(state).withComponents(ENGINES).withFreePorts();
  }

  private static void assertAllEnded(List<ComponentStatus> components) {
    assertThat(components)
        .allSatisfy(
            component ->
                assertThat(ProcessHandle.of(component.pid()).filter(ProcessHandle::isAlive))
                    .as(component.component().id())
                    .isEmpty());
  }

  /** Runs a statement as the administrator; answers the first number of a query. */
  private static long count(LocalStack stack, String sql) throws Exception {
    ExternalEngine.Postgres postgres = stack.addresses().postgres();
    try (Connection connection =
            DriverManager.getConnection(
                stack.addresses().postgresUrl("telecom"),
                postgres.adminUser(),
                postgres.adminPassword());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return statement.getUpdateCount();
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
