package io.millrace.bridge.kafka;

import io.millrace.runtime.HealthCheck;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks Kafka every two seconds how many brokers it has; health requests read the last answer. */
public final class KafkaProbe implements HealthCheck, AutoCloseable {

  private static final int TIMEOUT_MILLIS = 2_000;

  private final String bootstrapServers;
  private final Admin admin;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "probe-kafka");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Verdict verdict = Verdict.down("not asked yet");

  private KafkaProbe(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.CLIENT_ID_CONFIG, "millrace-bridge-probe",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000));
  }

  /** Begins to ask. */
  public static KafkaProbe start(String bootstrapServers) {
    KafkaProbe probe = new KafkaProbe(bootstrapServers);
    probe.executor.scheduleWithFixedDelay(probe::ask, 0, 2, TimeUnit.SECONDS);
    return probe;
  }

  /** The newest answer. */
  @Override
  public Verdict check() {
    return verdict;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    admin.close(java.time.Duration.ZERO);
  }

  private void ask() {
    try {
      int brokers =
          admin.describeCluster().nodes().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).size();
      verdict = Verdict.up(brokers + " broker(s) at " + bootstrapServers);
    } catch (ExecutionException | TimeoutException e) {
      verdict = Verdict.down("no answer from " + bootstrapServers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
