package io.millrace.bridge;

import io.millrace.bridge.source.WalBudget;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The bridge's configuration, read once at start.
 *
 * @param sources the databases to capture; at least one
 * @param bootstrapServers Kafka's addresses, {@code host:port,...}
 * @param topics how change-event topics are created
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
    List<SourceDefinition> sources,
    String bootstrapServers,
    TopicLayout topics,
    Duration pollInterval,
    Duration heartbeatInterval,
    Duration commitInterval,
    Duration transactionTimeout,
    WalBudget.Limit walBudget,
    Optional<String> adminKey) {

  /** Copies the list. */
  public BridgeConfig {
    sources = List.copyOf(sources);
  }

  /**
   * How change-event topics are created; topics that exist are left as they are.
   *
   * @param partitions 1 to 1000; a row's key decides its partition
   * @param retention how long change events are kept, unless they are only compacted
   * @param cleanup what becomes of old change events
   */
  public record TopicLayout(int partitions, Duration retention, Cleanup cleanup) {}

  /** What Kafka does with old change events. */
  public enum Cleanup {
    /** Deletes them when the retention is over. */
    DELETE("delete"),
    /** Keeps the newest of each key for ever. */
    COMPACT("compact"),
    /** Keeps the newest of each key, until the retention is over. */
    COMPACT_AND_DELETE("compact,delete");

    private final String setting;

    Cleanup(String setting) {
      this.setting = setting;
    }

    /** As in the settings of the bridge and of topics. */
    public String setting() {
      return setting;
    }
  }

  /**
   * Reads the settings.
   *
   * @throws InvalidSettingException naming the first key that is missing or out of range
   */
  public static BridgeConfig from(Settings settings) {
    return new BridgeConfig(
        new SourceSettings(settings).sources(),
        settings.text("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092"),
        new TopicLayout(
            (int) settings.number("MILLRACE_TOPIC_PARTITIONS", 4, 1, 1000),
            duration(
                settings,
                "MILLRACE_TOPIC_RETENTION",
                Duration.ofDays(7),
                Duration.ofMinutes(1),
                Duration.ofDays(3650)),
            cleanup(settings)),
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

  private static Cleanup cleanup(Settings settings) {
    String key = "MILLRACE_TOPIC_CLEANUP_POLICY";
    String text = settings.text(key, Cleanup.DELETE.setting());
    return Arrays.stream(Cleanup.values())
        .filter(cleanup -> cleanup.setting().equals(text.replace(" ", "")))
        .findFirst()
        .orElseThrow(
            () -> new InvalidSettingException(key, text, "delete, compact or compact,delete"));
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
