package io.millrace.bridge;

import io.millrace.bridge.source.WalBudget;
import io.millrace.model.Domain;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The bridge's configuration, read once at start.
 *
 * @param domains the source databases to capture; at least one
 * @param postgres where they are
 * @param bootstrapServers Kafka's addresses, {@code host:port,...}
 * @param topics how change-event topics are created
 * @param snapshotMode what happens to rows that were there before
 * @param pollInterval the longest a change waits inside the engine, 1 ms to 10 s; shorter costs
 *     more CPU when idle
 * @param heartbeatInterval how often an idle database's slot is moved, 100 ms to 10 min
 * @param commitInterval the shortest time between two commits to Kafka of a source that is not
 *     behind, 0 to 10 s; it is also what a change may wait longer for it
 * @param transactionTimeout the longest a snapshot may take, 10 s to 24 h; Kafka's brokers must
 *     allow it ({@code transaction.max.timeout.ms})
 * @param walBudget how much WAL a server may keep for a source
 * @param adminKey what a request that changes something must carry; without one none may
 */
public record BridgeConfig(
    Set<Domain> domains,
    PostgresAccess postgres,
    String bootstrapServers,
    TopicLayout topics,
    SnapshotMode snapshotMode,
    Duration pollInterval,
    Duration heartbeatInterval,
    Duration commitInterval,
    Duration transactionTimeout,
    WalBudget.Limit walBudget,
    Optional<String> adminKey) {

  /** Copies the set. */
  public BridgeConfig {
    domains = Set.copyOf(domains);
  }

  /**
   * The replication role's access to the source server.
   *
   * @param host name or address
   * @param port TCP port
   * @param user a role with REPLICATION and SELECT on the published tables
   * @param password its password
   */
  public record PostgresAccess(String host, int port, String user, String password) {

    /** The JDBC address of a domain's database, without credentials. */
    public String url(Domain domain) {
      return "jdbc:postgresql://" + host + ":" + port + "/" + domain.database();
    }

    /** Without the password. */
    @Override
    public String toString() {
      return user + "@" + host + ":" + port;
    }
  }

  /**
   * How change-event topics are created; topics that exist are left as they are.
   *
   * @param partitions 1 to 1000; a row's key decides its partition
   * @param retention how long change events are kept
   */
  public record TopicLayout(int partitions, Duration retention) {}

  /**
   * Reads the settings.
   *
   * @throws InvalidSettingException naming the first key that is missing or out of range
   */
  public static BridgeConfig from(Settings settings) {
    return new BridgeConfig(
        domains(settings),
        new PostgresAccess(
            settings.text("MILLRACE_POSTGRES_HOST", "127.0.0.1"),
            settings.port("MILLRACE_POSTGRES_PORT", 15_432),
            settings.text("MILLRACE_POSTGRES_REPLICATION_USER", "millrace_replication"),
            settings.secret("MILLRACE_POSTGRES_REPLICATION_PASSWORD")),
        settings.text("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092"),
        new TopicLayout(
            (int) settings.number("MILLRACE_TOPIC_PARTITIONS", 4, 1, 1000),
            duration(
                settings,
                "MILLRACE_TOPIC_RETENTION",
                Duration.ofDays(7),
                Duration.ofMinutes(1),
                Duration.ofDays(3650))),
        snapshotMode(settings),
        duration(
            settings,
            "MILLRACE_BRIDGE_POLL_INTERVAL",
            Duration.ofMillis(20),
            Duration.ofMillis(1),
            Duration.ofSeconds(10)),
        duration(
            settings,
            "MILLRACE_BRIDGE_HEARTBEAT_INTERVAL",
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofMinutes(10)),
        duration(
            settings,
            "MILLRACE_BRIDGE_COMMIT_INTERVAL",
            Duration.ofMillis(50),
            Duration.ZERO,
            Duration.ofSeconds(10)),
        duration(
            settings,
            "MILLRACE_BRIDGE_TRANSACTION_TIMEOUT",
            Duration.ofMinutes(15),
            Duration.ofSeconds(10),
            Duration.ofHours(24)),
        walBudget(settings),
        adminKey(settings));
  }

  private static Set<Domain> domains(Settings settings) {
    String key = "MILLRACE_BRIDGE_DOMAINS";
    String all =
        Arrays.stream(Domain.values()).map(Domain::database).collect(Collectors.joining(","));
    Set<Domain> domains = EnumSet.noneOf(Domain.class);
    for (String name : List.of(settings.text(key, all).split(",", -1))) {
      domains.add(
          Arrays.stream(Domain.values())
              .filter(domain -> domain.database().equals(name.strip().toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidSettingException(key, name, "a comma-separated list of " + all)));
    }
    return domains;
  }

  private static SnapshotMode snapshotMode(Settings settings) {
    String key = "MILLRACE_BRIDGE_SNAPSHOT_MODE";
    String text = settings.text(key, SnapshotMode.INITIAL.setting());
    return Arrays.stream(SnapshotMode.values())
        .filter(mode -> mode.setting().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new InvalidSettingException(key, text, "initial, when_needed or never"));
  }

  private static WalBudget.Limit walBudget(Settings settings) {
    String key = "MILLRACE_BRIDGE_WAL_BUDGET_ACTION";
    String action = settings.text(key, WalBudget.Action.ALERT.setting());
    return new WalBudget.Limit(
        settings.number("MILLRACE_BRIDGE_WAL_BUDGET_MIB", 10_240, 0, 1 << 30) << 20,
        WalBudget.Action.of(action.toLowerCase(Locale.ROOT))
            .orElseThrow(() -> new InvalidSettingException(key, action, "alert or drop_slot")));
  }

  private static Optional<String> adminKey(Settings settings) {
    String key = "MILLRACE_BRIDGE_ADMIN_KEY";
    return settings.find(key).isEmpty() && settings.find(key + "_FILE").isEmpty()
        ? Optional.empty()
        : Optional.of(settings.secret(key));
  }

  private static Duration duration(
      Settings settings, String key, Duration fallback, Duration min, Duration max) {
    Duration duration = settings.duration(key, fallback);
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      throw new InvalidSettingException(
          key, settings.text(key, duration.toString()), "a duration from " + min + " to " + max);
    }
    return duration;
  }
}
