package io.millrace.local.stack;

import io.millrace.clickhouse.embedded.ClickHouseProcess;
import io.millrace.clickhouse.embedded.library.EngineLibrary;
import io.millrace.kafka.embedded.KafkaOptions;
import io.millrace.kafka.embedded.KafkaProcess;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.s3.embedded.S3Options;
import io.millrace.s3.embedded.S3Process;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How the embedded engines are started. */
final class EmbeddedLaunchers {

  private static final String CLICKHOUSE_MEMORY = "1200MiB";

  private final StateFolder folder;
  private final StackAddresses addresses;
  private final PortPlan ports;

  EmbeddedLaunchers(StateFolder folder, StackAddresses addresses, PortPlan ports) {
    this.folder = folder;
    this.addresses = addresses;
    this.ports = ports;
  }

  RunningPart postgres(Launcher.Progress progress) throws IOException, InterruptedException {
    progress.at("PostgreSQL 17");
    PostgresServer server =
        PostgresServer.start(
            PostgresOptions.in(folder.data(Component.POSTGRES))
                .withLogFile(folder.log(Component.POSTGRES))
                .withPort(ports.of(StackPort.POSTGRES))
                .withAdmin(addresses.postgres().adminUser(), addresses.postgres().adminPassword()));
    return new ChildPart(server.process()) {
      @Override
      public void stop() throws InterruptedException {
        unchecked(server::stop);
      }

      @Override
      public void kill() throws InterruptedException {
        unchecked(server::kill);
      }
    };
  }

  RunningPart kafka(Launcher.Progress progress) throws IOException, InterruptedException {
    progress.at("Kafka, one KRaft node");
    KafkaProcess kafka =
        KafkaProcess.start(
            KafkaOptions.in(folder.data(Component.KAFKA))
                .withLogFile(folder.log(Component.KAFKA))
                .withPorts(ports.of(StackPort.KAFKA), ports.of(StackPort.KAFKA_CONTROLLER)));
    return new ChildPart(kafka.process()) {
      @Override
      public void stop() throws InterruptedException {
        kafka.stop();
      }
    };
  }

  RunningPart s3(Launcher.Progress progress) throws IOException, InterruptedException {
    progress.at("S3Proxy over a folder");
    S3Process s3 =
        S3Process.start(
            S3Options.in(folder.data(Component.S3))
                .withLogFile(folder.log(Component.S3))
                .withPort(ports.of(StackPort.S3))
                .withKeys(addresses.s3().accessKey(), addresses.s3().secretKey()));
    return new ChildPart(s3.process()) {
      @Override
      public void stop() throws InterruptedException {
        s3.stop();
      }
    };
  }

  RunningPart clickHouse(Launcher.Progress progress) {
    progress.at("ClickHouse's engine");
    ClickHouseProcess clickHouse =
        ClickHouseProcess.in(folder.data(Component.CLICKHOUSE))
            .logFile(folder.log(Component.CLICKHOUSE))
            .port(ports.of(StackPort.CLICKHOUSE))
            .credentials(addresses.clickHouse().user(), addresses.clickHouse().password())
            .maxMemory(CLICKHOUSE_MEMORY)
            .progress(
                (phase, bytes, total) ->
                    progress.at(
                        "%s %,d of %,d MB"
                            .formatted(verb(phase), bytes / 1_000_000, total / 1_000_000),
                        total <= 0 ? ComponentStatus.UNKNOWN : (double) bytes / total))
            .start();
    return new RunningPart() {
      @Override
      public long pid() {
        return clickHouse.pid();
      }

      @Override
      public boolean isAlive() {
        return clickHouse.isAlive();
      }

      @Override
      public void whenEnded(Runnable task) {
        CompletableFuture<Void> unused = clickHouse.onExit().thenRun(task);
      }

      @Override
      public String epitaph() {
        int code = clickHouse.onExit().completeOnTimeout(-1, 1, TimeUnit.SECONDS).join();
        return ChildPart.describeEnd(code);
      }

      @Override
      public Optional<String> trouble() {
        return clickHouse.isReady() ? Optional.empty() : Optional.of("/ping does not answer");
      }

      @Override
      public void stop() {
        clickHouse.stop();
      }

      @Override
      public void kill() {
        clickHouse.kill();
      }
    };
  }

  private static String verb(EngineLibrary.Phase phase) {
    return switch (phase) {
      case DOWNLOAD -> "downloading the engine,";
      case VERIFY -> "checking the engine,";
      case EXTRACT -> "unpacking the engine,";
    };
  }

  private interface Fallible {
    void run() throws IOException, InterruptedException;
  }

  private static void unchecked(Fallible work) throws InterruptedException {
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
