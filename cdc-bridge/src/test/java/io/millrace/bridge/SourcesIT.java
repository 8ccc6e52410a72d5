package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bridge.TopicReader.Event;
import io.millrace.postgres.PostgresInit;
import io.millrace.runtime.ChildProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Several sources in one process: any database, with tables and keys of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SourcesIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String KEY = "admin-key";
  private static final String ORDERS = "orders";

  @TempDir static Path folder;
  private static CaptureStack stack;
  private static ChildProcess bridge;
  private static TopicReader orders;
  private static TopicReader audits;

  @BeforeAll
  static void start() throws Exception {
    stack = CaptureStack.start(folder);
    stack.execute("CREATE DATABASE " + ORDERS);
    stack.executeIn(
        ORDERS,
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer text, amount numeric(9, 2))",
        "ALTER TABLE shop.orders REPLICA IDENTITY FULL",
        "CREATE TABLE audit (line text)",
        "ALTER TABLE audit REPLICA IDENTITY FULL",
        "GRANT USAGE ON SCHEMA shop TO " + PostgresInit.Roles.REPLICATION,
        "GRANT SELECT ON shop.orders, audit TO " + PostgresInit.Roles.REPLICATION,
        "CREATE PUBLICATION millrace_orders FOR TABLE shop.orders, audit",
        "INSERT INTO shop.orders VALUES (1, 'ann', 1.50)");
    bridge = stack.startBridge(settings(Map.of()));
    orders = new TopicReader(stack.bootstrapServers(), "orders.shop.orders");
    audits = new TopicReader(stack.bootstrapServers(), "orders.public.audit");
  }

  @AfterAll
  static void stop() {
    orders.close();
    audits.close();
    stack.close();
  }

  private static Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("MILLRACE_BRIDGE_ADMIN_KEY", KEY);
    settings.put("MILLRACE_BRIDGE_SOURCES", "telecom,orders,ghost");
    settings.put("MILLRACE_SOURCE_ORDERS_TABLES", "shop.orders,audit");
    settings.put("MILLRACE_SOURCE_ORDERS_KEY_COLUMNS", "shop.orders:customer");
    settings.put("MILLRACE_SOURCE_GHOST_TABLES", "t");
    settings.put("MILLRACE_SOURCE_GHOST_DATABASE", "nowhere");
    settings.putAll(more);
    return settings;
  }

  @Test
  @Order(1)
  void goesOnWithTheOthersWhenOneSourceIsBroken() throws Exception {
    until(() -> state("telecom").equals("streaming") && state(ORDERS).equals("streaming"));
    until(() -> state("ghost").equals("waiting"));

    assertThat(stack.source("ghost").get("cause").asText())
        .contains("database \"nowhere\" does not exist");
    assertThat(stack.health().status()).isEqualTo(503);
    stack.execute("INSERT INTO telecom_events (event_id, source) VALUES (1, 'sources')");
    try (TopicReader telecom = new TopicReader(stack.bootstrapServers())) {
      until(() -> telecom.poll().size() == 1);
    }
    until(() -> orders.poll().size() == 1);
    assertThat(orders.poll().get(0).op()).isEqualTo("r");
  }

  @Test
  @Order(2)
  void keysByTheColumnsThatAreSetAndKeepsTheOrderOfEachKey() throws Exception {
    stack.executeIn(
        ORDERS,
        "INSERT INTO shop.orders SELECT i, CASE WHEN i % 2 = 0 THEN 'bob' ELSE 'eve' END, i"
            + " FROM generate_series(2, 101) i",
        "UPDATE shop.orders SET customer = 'eve' WHERE id = 2",
        "DELETE FROM shop.orders WHERE id = 3");

    // An update that changes the key is a delete, its tombstone, and an insert.
    until(() -> orders.poll().size() == 1 + 100 + 3 + 2);

    List<Event> events = orders.poll();
    assertThat(of(events, "bob")).extracting(Event::partition).containsOnly(partition("bob"));
    assertThat(of(events, "eve")).extracting(Event::partition).containsOnly(partition("eve"));
    assertThat(of(events, "bob").stream().filter(event -> event.op().equals("c")))
        .extracting(event -> event.after().get("id").asLong())
        .isSorted()
        .hasSize(50);
    assertThat(of(events, "bob").stream().skip(50))
        .extracting(Event::op)
        .contains("d", "tombstone");
    assertThat(of(events, "eve").stream().skip(50))
        .extracting(Event::op)
        .containsExactly("c", "d", "tombstone");
  }

  @Test
  @Order(3)
  void keepsTheOrderOfATableWithoutAKey() throws Exception {
    stack.executeIn(ORDERS, "INSERT INTO audit SELECT i::text FROM generate_series(1, 50) i");

    until(() -> audits.poll().size() == 50);

    assertThat(audits.poll()).extracting(Event::partition).containsOnly(0);
    assertThat(audits.poll()).extracting(Event::key).containsOnlyNulls();
    assertThat(audits.poll()).extracting(event -> event.after().get("line").asInt()).isSorted();
  }

  @Test
  @Order(3)
  void saysWhatAnIncrementalSnapshotLacks() throws Exception {
    assertThat(stack.post("/sources/orders/snapshot?tables=shop.orders", KEY))
        .returns(409, HttpResponse::statusCode)
        .extracting(HttpResponse::body)
        .asString()
        .contains("there is no signal table public.millrace_signals")
        .contains("millrace_orders");
  }

  @Test
  @Order(4)
  void stopsTheSourceWhoseTableLeavesThePublicationUntilSomeoneHasSeenToIt() throws Exception {
    stack.executeIn(ORDERS, "ALTER PUBLICATION millrace_orders DROP TABLE audit");

    until(() -> state(ORDERS).equals("paused"));

    assertThat(stack.source(ORDERS).get("cause").asText())
        .contains("table public.audit is not in publication millrace_orders")
        .contains("ALTER PUBLICATION millrace_orders ADD TABLE public.audit");
    assertThat(stack.metrics()).contains("millrace_bridge_gaps_total{source=\"orders\"} 1.0");
    assertThat(state("telecom")).isEqualTo("streaming");
    stack.post("/sources/orders/resume", KEY);
    until(() -> state(ORDERS).equals("waiting"));

    stack.executeIn(
        ORDERS,
        "ALTER PUBLICATION millrace_orders ADD TABLE audit",
        "INSERT INTO audit VALUES ('99')");

    until(() -> state(ORDERS).equals("streaming"));
    until(() -> audits.poll().size() == 51);
  }

  @Test
  @Order(5)
  void namesThePublicationThatIsGoneAndTheWayBack() throws Exception {
    stack.executeIn(
        ORDERS,
        "DROP PUBLICATION millrace_orders",
        "INSERT INTO shop.orders VALUES (500, 'zoe', 5)");

    until(() -> !state(ORDERS).equals("streaming"));
    until(() -> stack.source(ORDERS).path("cause").asText().contains("has no publication"));

    stack.executeIn(ORDERS, "CREATE PUBLICATION millrace_orders FOR TABLE shop.orders, audit");
    stack.post("/sources/orders/resume", KEY);
    until(() -> stack.source(ORDERS).path("cause").asText().contains("was dropped and made again"));
    assertThat(stack.source(ORDERS).get("cause").asText())
        .contains("MILLRACE_BRIDGE_SNAPSHOT_MODE=when_needed");

    bridge.stop(Duration.ofSeconds(10));
    bridge =
        stack.startBridge(settings(Map.of("MILLRACE_SOURCE_ORDERS_SNAPSHOT_MODE", "when_needed")));

    until(() -> state(ORDERS).equals("streaming"));
    until(() -> of(orders.poll(), "zoe").size() == 1);
    assertThat(of(orders.poll(), "zoe")).extracting(Event::op).containsExactly("r");
  }

  @Test
  @Order(6)
  void writesATruncationToCompactedTopicsToo() throws Exception {
    bridge.stop(Duration.ofSeconds(10));
    stack.executeIn(ORDERS, "CREATE PUBLICATION millrace_compacted FOR TABLE shop.orders, audit");
    Map<String, String> settings =
        settings(
            Map.of(
                "MILLRACE_TOPIC_CLEANUP_POLICY", "compact",
                "MILLRACE_BRIDGE_SOURCES", "compacted",
                "MILLRACE_SOURCE_COMPACTED_DATABASE", ORDERS,
                "MILLRACE_SOURCE_COMPACTED_TABLES", "shop.orders,audit"));
    bridge = stack.startBridge(settings);
    until(
        () ->
            stack
                .source("compacted")
                .path("cause")
                .asText()
                .contains("table public.audit has no primary key"));
    bridge.stop(Duration.ofSeconds(10));

    settings.put("MILLRACE_SOURCE_COMPACTED_TABLES", "shop.orders");
    bridge = stack.startBridge(settings);
    until(() -> state("compacted").equals("streaming"));
    stack.executeIn(ORDERS, "TRUNCATE shop.orders", "INSERT INTO shop.orders VALUES (1, 'new', 1)");

    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), "compacted.shop.orders")) {
      until(() -> reader.where(event -> event.op().equals("c")).size() == 1);
      assertThat(reader.where(event -> event.op().equals("t")))
          .hasSize(4)
          .allSatisfy(event -> assertThat(event.key().toString()).isEqualTo("{}"));
    }
    assertThat(cleanupPolicy("compacted.shop.orders")).isEqualTo("compact");
  }

  private static String cleanupPolicy(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      return admin
          .describeConfigs(List.of(resource))
          .all()
          .get()
          .get(resource)
          .get("cleanup.policy")
          .value();
    }
  }

  private static List<Event> of(List<Event> events, String customer) {
    return events.stream()
        .filter(event -> event.key().get("customer").asText().equals(customer))
        .toList();
  }

  private static int partition(String customer) {
    return of(orders.poll(), customer).get(0).partition();
  }

  private static String state(String source) throws Exception {
    return stack.source(source).get("state").asText();
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(LIMIT).ignoreExceptions().until(condition);
  }
}
