package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeConfigTest {

  private static final String PASSWORD = "MILLRACE_POSTGRES_REPLICATION_PASSWORD";

  @Test
  void capturesAllDomainsWithOnlyThePasswordSet() {
    BridgeConfig config = BridgeConfig.from(Settings.of(Map.of(PASSWORD, "secret")));

    assertThat(config.sources())
        .extracting(SourceDefinition::name)
        .containsExactly("telecom", "opensky");
    SourceDefinition telecom = config.sources().get(0);
    assertThat(telecom.postgres().url()).isEqualTo("jdbc:postgresql://127.0.0.1:15432/telecom");
    assertThat(telecom.tables()).containsExactly(new TableName("public", "telecom_events"));
    assertThat(telecom.slot()).isEqualTo("millrace_telecom");
    assertThat(telecom.snapshotMode()).isEqualTo(SnapshotMode.INITIAL);
    assertThat(config.bootstrapServers()).isEqualTo("127.0.0.1:19092");
    assertThat(config.topics())
        .isEqualTo(
            new BridgeConfig.TopicLayout(4, Duration.ofDays(7), BridgeConfig.Cleanup.DELETE));
    assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void neverShowsThePassword() {
    BridgeConfig config = BridgeConfig.from(Settings.of(Map.of(PASSWORD, "secret")));

    assertThat(config.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MILLRACE_BRIDGE_SOURCES            | Über     | MILLRACE_BRIDGE_SOURCES is Über; allowed: a comma-separated list of names
          MILLRACE_BRIDGE_SOURCES            | telecom,telecom | MILLRACE_BRIDGE_SOURCES is telecom twice; allowed: each name once
          MILLRACE_BRIDGE_SOURCES            | moon     | MILLRACE_SOURCE_MOON_TABLES is (not set); allowed: the tables to capture
          MILLRACE_SOURCE_TELECOM_OUTBOXES   | a b      | MILLRACE_SOURCE_TELECOM_OUTBOXES is a b; allowed: none, or the outboxes
          MILLRACE_SOURCE_TELECOM_OUTBOXES   | a.x,b.x  | MILLRACE_SOURCE_TELECOM_OUTBOXES is a.x,b.x; allowed: tables of different names
          MILLRACE_SOURCE_OPENSKY_TABLES     | t,raw_flights | MILLRACE_SOURCE_OPENSKY_TABLES is public.raw_flights, which is also in MILLRACE_SOURCE_OPENSKY_OUTBOXES; allowed: each table in one
          MILLRACE_SOURCE_TELECOM_TABLES     | a b      | MILLRACE_SOURCE_TELECOM_TABLES is a b; allowed: the tables to capture
          MILLRACE_SOURCE_TELECOM_SLOT       | Big-Slot | MILLRACE_SOURCE_TELECOM_SLOT is Big-Slot; allowed: 1 to 63 lower-case letters
          MILLRACE_SOURCE_TELECOM_PORT       | 0        | MILLRACE_SOURCE_TELECOM_PORT is 0; allowed:
          MILLRACE_SOURCE_TELECOM_KEY_COLUMNS| calls:id | MILLRACE_SOURCE_TELECOM_KEY_COLUMNS is calls:id; allowed: <schema>.<table>:<column>
          MILLRACE_SOURCE_TELECOM_SNAPSHOT_MODE| soon   | MILLRACE_SOURCE_TELECOM_SNAPSHOT_MODE is soon; allowed: initial, when_needed or never
          MILLRACE_TOPIC_CLEANUP_POLICY      | burn     | MILLRACE_TOPIC_CLEANUP_POLICY is burn; allowed: delete, compact or compact,delete
          MILLRACE_BRIDGE_SNAPSHOT_MODE      | often    | MILLRACE_BRIDGE_SNAPSHOT_MODE is often; allowed: initial, when_needed or never
          MILLRACE_BRIDGE_POLL_INTERVAL      | 0ms      | MILLRACE_BRIDGE_POLL_INTERVAL is 0ms; allowed: a duration from PT0.001S to PT10S
          MILLRACE_BRIDGE_HEARTBEAT_INTERVAL | 1h       | MILLRACE_BRIDGE_HEARTBEAT_INTERVAL is 1h; allowed: a duration from PT0.1S to PT10M
          MILLRACE_TOPIC_PARTITIONS          | 0        | MILLRACE_TOPIC_PARTITIONS is 0; allowed: a whole number from 1 to 1000
          """)
  void namesKeyValueAndWhatIsAllowed(String key, String value, String message) {
    Map<String, String> settings = new HashMap<>(Map.of(PASSWORD, "secret", key, value));

    assertThatThrownBy(() -> BridgeConfig.from(Settings.of(settings)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void readsWhatIsSetForOneSource() {
    Map<String, String> settings = new HashMap<>(Map.of(PASSWORD, "secret"));
    settings.put("MILLRACE_BRIDGE_SOURCES", "telecom, billing");
    settings.put("MILLRACE_BRIDGE_SNAPSHOT_MODE", "when_needed");
    settings.put("MILLRACE_SOURCE_BILLING_HOST", "db.example");
    settings.put("MILLRACE_SOURCE_BILLING_DATABASE", "bills");
    settings.put("MILLRACE_SOURCE_BILLING_PASSWORD", "other");
    settings.put("MILLRACE_SOURCE_BILLING_TABLES", "invoice, sales.receipt");
    settings.put("MILLRACE_SOURCE_BILLING_KEY_COLUMNS", "sales.receipt:shop,till");
    settings.put("MILLRACE_SOURCE_BILLING_SNAPSHOT_MODE", "never");

    BridgeConfig config = BridgeConfig.from(Settings.of(settings));

    assertThat(config.sources()).extracting(SourceDefinition::name).contains("telecom", "billing");
    assertThat(config.sources().get(0).snapshotMode()).isEqualTo(SnapshotMode.WHEN_NEEDED);
    SourceDefinition billing = config.sources().get(1);
    TableName receipt = new TableName("sales", "receipt");
    assertThat(billing.postgres())
        .isEqualTo(
            new PostgresAccess("db.example", 15_432, "bills", "millrace_replication", "other"));
    assertThat(billing.tables()).containsExactly(new TableName("public", "invoice"), receipt);
    assertThat(billing.keyColumns()).containsOnly(Map.entry(receipt, List.of("shop", "till")));
    assertThat(billing.topic(receipt)).isEqualTo("billing.sales.receipt");
    assertThat(billing.publication()).isEqualTo("millrace_billing");
    assertThat(billing.snapshotMode()).isEqualTo(SnapshotMode.NEVER);
  }

  @Test
  void knowsTheOutboxesOfDomainsAndTakesOthers() {
    Map<String, String> settings = new HashMap<>(Map.of(PASSWORD, "secret"));
    settings.put("MILLRACE_BRIDGE_SOURCES", "telecom,opensky,post");
    settings.put("MILLRACE_SOURCE_POST_OUTBOXES", "box.letters, notes");

    List<SourceDefinition> sources = BridgeConfig.from(Settings.of(settings)).sources();

    assertThat(sources.get(0).outboxes()).isEmpty();
    assertThat(sources.get(1).outboxes()).containsExactly(new TableName("public", "raw_flights"));
    assertThat(sources.get(1).topics())
        .containsExactly(
            "opensky.public.processed_flights", "opensky.public.flight_statistics", "raw_flights");
    assertThat(sources.get(2).tables()).isEmpty();
    assertThat(sources.get(2).topics()).containsExactly("letters", "notes");

    settings.put("MILLRACE_SOURCE_OPENSKY_OUTBOXES", "none");
    assertThat(BridgeConfig.from(Settings.of(settings)).sources().get(1).outboxes()).isEmpty();
  }

  @Test
  void demandsThePassword() {
    assertThatThrownBy(() -> BridgeConfig.from(Settings.of(Map.of())))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(PASSWORD);
  }
}
