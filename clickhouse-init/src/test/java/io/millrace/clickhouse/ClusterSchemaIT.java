package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.embedded.ClickHouseProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SQL for a cluster beside the SQL for one server, in the real engine. It has no Keeper and no
 * other servers here: replicated engines are created without their replication, each shard as
 * databases of its own, and a distributed table as the union of the shards' tables.
 */
class ClusterSchemaIT {

  private static final String DATABASES = "(millrace|telecom|opensky|retail)";
  private static final List<String> SHARDS = List.of("shard1_", "shard2_");

  /** Finds the databases of both shards. */
  private static final String UNION = "both_";

  private static final Pattern SHARDING_KEY =
      Pattern.compile("Distributed\\('\\{cluster}', (\\w+), (\\w+), (cityHash64\\([^)]*\\))\\)");

  @TempDir static Path folder;

  private static ClickHouseProcess server;
  private static Connection connection;

  /** What a table is, but for where it is. */
  private record Shape(
      List<List<String>> columns,
      String engine,
      String partitionKey,
      String sortingKey,
      String timeToLive,
      List<List<String>> indices,
      String select) {}

  @BeforeAll
  static void createBoth() throws Exception {
    server = ClickHouseProcess.in(folder).maxMemory("600MiB").start();
    new ClickHouseInit(server.jdbcUrl(), server.user(), server.password()).run();
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    properties.setProperty("password", server.password());
    connection = DriverManager.getConnection(server.jdbcUrl(), properties);
    for (String statement : clusterStatements()) {
      if (isUnion(statement)) {
        execute(inUnion(statement));
      } else {
        for (String shard : SHARDS) {
          execute(onShard(statement, shard));
        }
        if (statement.startsWith("CREATE DATABASE")) {
          execute(alone(statement).replaceAll("\\b" + DATABASES + "\\b", UNION + "$1"));
        }
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    server.close();
  }

  @Test
  void isReadByTheEngineAsItStands() throws Exception {
    for (String statement : clusterStatements()) {
      assertThat(statement).as("on every server").contains("ON CLUSTER '{cluster}'");
      assertThat(
              rows(
                  "SELECT formatQuery('"
                      + statement.replace("\\", "\\\\").replace("'", "\\'")
                      + "')"))
          .hasSize(1);
    }
  }

  @Test
  void hasEveryTableAndViewWithTheSameColumnsOrderAndKeys() throws Exception {
    Map<String, Shape> one = shapes("", "");
    Map<String, Shape> cluster = shapes(SHARDS.get(0), "_local");
    cluster.putAll(shapesOfViews(UNION));

    assertThat(one).containsKeys("telecom.real_time_partials", "opensky.country_statistics_mv");
    assertThat(cluster.keySet())
        .as("tables and views of clickhouse-cluster/ beside those of clickhouse/")
        .isEqualTo(one.keySet());
    one.forEach((name, shape) -> assertThat(cluster.get(name)).as(name).isEqualTo(shape));
  }

  @Test
  void keepsTokensForWeeksWhereOneServerKeepsThem() throws Exception {
    String kept = "engine_full LIKE '%non_replicated_deduplication_window = 10000%'";
    String keptInTime =
        "engine_full LIKE '% replicated_deduplication_window = 10000%'"
            + " AND engine_full LIKE '%replicated_deduplication_window_seconds = 2592000%'";

    assertThat(names(SHARDS.get(0), "_local", keptInTime))
        .isNotEmpty()
        .isEqualTo(names("", "", kept));
  }

  @Test
  void addsUpToWhatOneServerSaysWhenRowsAreTakenBackOnTheirShards() throws Exception {
    for (String row : telecomRows()) {
      insert("telecom.real_time_partials", row);
    }
    for (String row : flightRows()) {
      insert("opensky.flights_streaming", row);
    }

    for (String view :
        List.of(
            "telecom.real_time_metrics", "opensky.country_statistics", "opensky.grid_statistics")) {
      List<List<String>> expected = rows("SELECT * FROM " + view + " ORDER BY ALL");
      assertThat(expected).as(view).hasSizeGreaterThan(1);
      assertThat(rows("SELECT * FROM " + UNION + view + " ORDER BY ALL"))
          .as(view)
          .isEqualTo(expected);
    }
    for (String shard : SHARDS) {
      assertThat(rows("SELECT 1 FROM " + shard + "opensky.flights_streaming_local"))
          .as("rows on %s", shard)
          .isNotEmpty();
      // One that met what it takes back is gone with it; any left would be on the wrong shard.
      assertThat(
              rows(
                  "SELECT icao24, country, sum(sign) AS n FROM "
                      + shard
                      + "opensky.flights_streaming_local GROUP BY icao24, country HAVING n < 0"))
          .isEmpty();
      assertThat(
              rows(
                  "SELECT window_start, sum(events) AS n FROM "
                      + shard
                      + "telecom.real_time_partials_local"
                      + " GROUP BY window_start, event_type, region HAVING n < 0"))
          .isEmpty();
    }
  }

  /** Windows that are counted, and some of their events taken back by later rows. */
  private static List<String> telecomRows() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(window(i, 2));
      if (i % 4 == 0) {
        rows.add(window(i, -1));
      }
    }
    return rows;
  }

  private static String window(int i, int events) {
    return "toDateTime('2021-10-17 12:00:00', 'UTC') + %d AS window_start,".formatted(60 * (i % 8))
        + " '%s' AS event_type, 'region %d' AS region,"
            .formatted(i % 2 == 0 ? "CALL" : "SMS", i % 5)
        + " %d AS events, %d AS duration_seconds,".formatted(events, 60 * events)
        + " toDecimal64(%d, 3) AS megabytes, toDecimal64(%d, 2) AS amount,"
            .formatted(events, events)
        + " map(toUInt64(%d), toInt64(%d)) AS subscribers,".formatted(i, events)
        + " toDateTime64('2021-10-17 12:30:00', 3, 'UTC') AS last_commit";
  }

  /** States that came, and every third of them taken back, as one moves to another country. */
  private static List<String> flightRows() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      rows.add(flight(i, "CH", 1));
      if (i % 3 == 0) {
        rows.add(flight(i, "CH", -1));
        rows.add(flight(i, "AT", 1));
      }
    }
    return rows;
  }

  private static String flight(int i, String country, int sign) {
    return "%d AS flight_id, '%06x' AS icao24, '%s' AS country, 200.5 AS velocity,"
            .formatted(i, 4_000_000 + i, country)
        + " 47.5 AS latitude, 8.%d AS longitude, 1000.25 AS baro_altitude,".formatted(i % 10)
        + " toDateTime64('2021-10-17 12:0%d:00', 6, 'UTC') AS observed_at,".formatted(i % 5)
        + " ['old'] AS rules, false AS quarantined, %d AS sign,".formatted(sign)
        + " toDateTime64('2021-10-17 12:30:00', 3, 'UTC') AS commit_time";
  }

  /** Into the one server's table, and into the shard that the distributed table's key names. */
  private static void insert(String table, String values) throws Exception {
    String names =
        Pattern.compile(" AS (\\w+)(?:,|$)")
            .matcher(values)
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.joining(", ", " (", ") "));
    execute("INSERT INTO " + table + names + "SELECT " + values);
    String shard =
        rows("SELECT %s %% %d FROM (SELECT %s)"
                .formatted(shardingKey(table), SHARDS.size(), values))
            .get(0)
            .get(0);
    execute(
        "INSERT INTO "
            + SHARDS.get(Integer.parseInt(shard))
            + table
            + "_local"
            + names
            + "SELECT "
            + values);
  }

  private static String shardingKey(String table) throws Exception {
    for (String statement : clusterStatements()) {
      Matcher matcher = SHARDING_KEY.matcher(statement);
      if (matcher.find() && (matcher.group(1) + "." + matcher.group(2)).equals(table + "_local")) {
        return matcher.group(3);
      }
    }
    throw new AssertionError(table + " has no sharding key");
  }

  private static List<String> clusterStatements() throws Exception {
    List<String> statements = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/clickhouse-cluster"))) {
      int version = 1;
      for (Path file : files.sorted().toList()) {
        statements.addAll(
            new Migration(version++, file.getFileName().toString(), Files.readString(file))
                .statements());
      }
    }
    assertThat(statements).isNotEmpty();
    return statements;
  }

  /** Whether it is of all shards together: a distributed table, or what people query. */
  private static boolean isUnion(String statement) {
    return statement.contains("ENGINE = Distributed(") || statement.startsWith("CREATE VIEW");
  }

  private static String alone(String statement) {
    return statement
        .replace(" ON CLUSTER '{cluster}'", "")
        .replaceAll(
            "ENGINE = Replicated(\\w*MergeTree)\\('[^']*', '[^']*'(?:, )?([^)]*)\\)",
            "ENGINE = $1($2)");
  }

  private static String onShard(String statement, String shard) {
    return alone(statement)
        .replaceAll("(?<!')\\b" + DATABASES + "(?=\\.|$)", shard + "$1")
        .replaceAll("EXISTS " + DATABASES + "\\b(?!\\.)", "EXISTS " + shard + "$1");
  }

  private static String inUnion(String statement) {
    return alone(statement)
        .replaceAll(
            "ENGINE = Distributed\\('\\{cluster}', (\\w+), (\\w+)[^;]*$",
            "ENGINE = Merge(REGEXP('^shard[12]_$1\\$'), '^$2\\$')")
        .replaceAll("AS " + DATABASES + "\\.(\\w+_local)", "AS shard1_$1.$2")
        // Each server holds all of them, so any shard's is the union.
        .replaceAll("FROM retail\\.(\\w+)", "FROM shard1_retail.$1")
        .replaceAll("(?<![_'])\\b" + DATABASES + "\\.", UNION + "$1.");
  }

  private static List<String> names(String prefix, String suffix, String condition)
      throws SQLException {
    return rows(
            "SELECT name FROM (SELECT concat(database, '.', name) AS name, engine_full FROM"
                + " system.tables WHERE match(database, '^"
                + prefix
                + DATABASES
                + "$')) WHERE "
                + condition
                + " ORDER BY name")
        .stream()
        .map(row -> plain(row.get(0), prefix, suffix))
        .sorted()
        .toList();
  }

  private static String plain(String text, String prefix, String suffix) {
    String plain = text.replaceAll("\\b(" + UNION + "|" + SHARDS.get(0) + ")", "");
    if (!prefix.isEmpty()) {
      plain = plain.replaceAll("\\b" + prefix, "");
    }
    return suffix.isEmpty() ? plain : plain.replaceAll(suffix + "\\b", "");
  }

  private static Map<String, Shape> shapesOfViews(String prefix) throws SQLException {
    Map<String, Shape> views = new TreeMap<>(shapes(prefix, "_local"));
    views.values().removeIf(shape -> !shape.engine().equals("View"));
    return views;
  }

  private static Map<String, Shape> shapes(String prefix, String suffix) throws SQLException {
    Map<String, Shape> shapes = new TreeMap<>();
    for (List<String> table :
        rows(
            "SELECT database, name, engine, partition_key, sorting_key,"
                + " extract(engine_full, ' TTL (.*?)( SETTINGS|$)'), as_select, engine_full"
                + " FROM system.tables WHERE match(database, '^"
                + prefix
                + DATABASES
                + "$') AND NOT startsWith(name, '.inner')")) {
      String where =
          " WHERE database = '%s' AND table = '%s'".formatted(table.get(0), table.get(1));
      shapes.put(
          plain(table.get(0) + "." + table.get(1), prefix, suffix),
          new Shape(
              rows(
                  "SELECT name, type, default_kind, default_expression, comment FROM system.columns"
                      + where
                      + " ORDER BY position"),
              table.get(2).equals("View") || table.get(2).equals("MaterializedView")
                  ? table.get(2)
                  : table.get(7).replaceAll(" (PARTITION|ORDER) BY.*", ""),
              table.get(3),
              table.get(4),
              table.get(5),
              rows(
                  "SELECT name, expr, type_full, granularity FROM system.data_skipping_indices"
                      + where
                      + " ORDER BY name"),
              plain(table.get(6), prefix, suffix)));
    }
    return shapes;
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException(sql, e);
    }
  }

  private static List<List<String>> rows(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<String>> all = new ArrayList<>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        Map<Integer, String> row = new LinkedHashMap<>();
        for (int column = 1; column <= columns; column++) {
          row.put(column, String.valueOf(rows.getObject(column)));
        }
        all.add(List.copyOf(row.values()));
      }
      return all;
    }
  }
}
