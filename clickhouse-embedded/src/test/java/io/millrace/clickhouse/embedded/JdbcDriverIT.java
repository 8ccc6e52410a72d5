package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the unmodified JDBC driver does against the engine. */
class JdbcDriverIT {

  @RegisterExtension static final RunningClickHouse clickHouse = new RunningClickHouse();

  @Test
  void storesPreparedBatchesAndReadsThemBack() throws SQLException {
    clickHouse.execute(
        "CREATE TABLE batches (id UInt64, name String, amount Decimal(18, 3), day Date)"
            + " ENGINE = MergeTree ORDER BY id");
    try (Connection connection = clickHouse.connect()) {
      String insert = "INSERT INTO batches (id, name, amount, day) VALUES (?, ?, ?, ?)";
      try (PreparedStatement statement = connection.prepareStatement(insert)) {
        for (int i = 0; i < 5_000; i++) {
          statement.setLong(1, i);
          statement.setString(2, "it's \\ \"" + i + "\"\n\tүй");
          statement.setBigDecimal(3, new BigDecimal(i).movePointLeft(3));
          statement.setObject(4, LocalDate.of(2026, 11, 1).plusDays(i % 20));
          statement.addBatch();
        }
        assertThat(statement.executeBatch()).hasSize(5_000);
      }
      String query = "SELECT name, amount, day FROM batches WHERE id = ?";
      try (PreparedStatement statement = connection.prepareStatement(query)) {
        statement.setLong(1, 4_321);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo("it's \\ \"4321\"\n\tүй");
          assertThat(rows.getBigDecimal(2)).isEqualByComparingTo("4.321");
          assertThat(rows.getObject(3, LocalDate.class)).isEqualTo(LocalDate.of(2026, 11, 2));
          assertThat(rows.next()).isFalse();
        }
      }
    }
    assertThat(clickHouse.value("SELECT count() FROM batches")).isEqualTo("5000");
  }

  @Test
  void keepsEveryTypeBothWays() throws SQLException {
    clickHouse.execute(
        "CREATE TABLE types (u UInt64, i Int64, d Decimal(38, 3), t DateTime64(3, 'UTC'),"
            + " n Nullable(String), a Array(UInt32), m Map(String, Int64), l LowCardinality(String),"
            + " f Float64, id UUID) ENGINE = MergeTree ORDER BY u");
    BigInteger largest = new BigInteger("18446744073709551615");
    BigDecimal precise = new BigDecimal("12345678901234567890123456789012345.678");
    LocalDateTime instant = LocalDateTime.of(2026, 11, 21, 23, 59, 59, 123_000_000);
    try (Connection connection = clickHouse.connect();
        PreparedStatement statement =
            connection.prepareStatement("INSERT INTO types VALUES (?,?,?,?,?,?,?,?,?,?)")) {
      statement.setObject(1, largest);
      statement.setLong(2, Long.MIN_VALUE);
      statement.setBigDecimal(3, precise);
      statement.setObject(4, instant);
      statement.setString(5, null);
      statement.setObject(6, new Integer[] {1, 2, 3});
      statement.setObject(7, Map.of("a", 1L, "b", -2L));
      statement.setString(8, "low");
      statement.setDouble(9, 0.1);
      statement.setString(10, "61f0c404-5cb3-11e7-907b-a6006ad3dba0");
      statement.addBatch();
      statement.executeBatch();
    }
    try (Connection connection = clickHouse.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM types")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getObject(1)).isEqualTo(largest);
      assertThat(rows.getLong(2)).isEqualTo(Long.MIN_VALUE);
      assertThat(rows.getBigDecimal(3)).isEqualByComparingTo(precise);
      assertThat(rows.getObject(4, LocalDateTime.class)).isEqualTo(instant);
      assertThat(rows.getTimestamp(4).toInstant())
          .isEqualTo(Timestamp.valueOf("2026-11-21 23:59:59.123").toInstant());
      assertThat(rows.getString(5)).isNull();
      assertThat(rows.wasNull()).isTrue();
      assertThat(Arrays.toString((Object[]) rows.getArray(6).getArray())).isEqualTo("[1, 2, 3]");
      assertThat(rows.getObject(7)).isEqualTo(Map.of("a", 1L, "b", -2L));
      assertThat(rows.getString(8)).isEqualTo("low");
      assertThat(rows.getDouble(9)).isEqualTo(0.1);
      assertThat(rows.getString(10)).isEqualTo("61f0c404-5cb3-11e7-907b-a6006ad3dba0");
      assertThat(rows.next()).isFalse();
    }
  }

  /** Both JVMs have 256 MB of heap; the rows are 200 MB. */
  @Test
  void streamsAMillionWideRows() throws SQLException {
    String sql = "SELECT number, repeat('x', 180) AS text FROM numbers(1000000)";
    long rowCount = 0;
    long sum = 0;
    try (Connection connection = clickHouse.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        rowCount++;
        sum += rows.getLong(1);
        assertThat(rows.getString(2)).hasSize(180);
      }
    }
    assertThat(rowCount).isEqualTo(1_000_000);
    assertThat(sum).isEqualTo(499_999_500_000L);
  }

  @Test
  void readsAnEmptyResultWithItsColumns() throws SQLException {
    try (Connection connection = clickHouse.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT number AS n, 'x' AS s FROM numbers(10) WHERE n > 10")) {
      ResultSetMetaData columns = rows.getMetaData();
      assertThat(columns.getColumnCount()).isEqualTo(2);
      assertThat(columns.getColumnTypeName(1)).isEqualTo("UInt64");
      assertThat(columns.getColumnLabel(2)).isEqualTo("s");
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void describesTablesColumnsAndTypes() throws SQLException {
    clickHouse.execute(
        "CREATE TABLE described (id UInt64, name Nullable(String)) ENGINE = MergeTree ORDER BY id");
    try (Connection connection = clickHouse.connect()) {
      DatabaseMetaData metaData = connection.getMetaData();
      assertThat(metaData.getDatabaseProductName()).isEqualTo("ClickHouse");
      assertThat(metaData.getDatabaseMajorVersion()).isEqualTo(26);
      assertThat(metaData.getURL()).contains(String.valueOf(clickHouse.process().port()));
      assertThat(column(metaData.getSchemas(), "TABLE_SCHEM")).contains("db", "system");
      assertThat(column(metaData.getTables(null, "db", "described", null), "TABLE_NAME"))
          .containsExactly("described");
      assertThat(column(metaData.getColumns(null, "db", "described", "%"), "COLUMN_NAME"))
          .containsExactly("id", "name");
      assertThat(column(metaData.getColumns(null, "db", "described", "%"), "TYPE_NAME"))
          .containsExactly("UInt64", "Nullable(String)");
      assertThat(column(metaData.getTypeInfo(), "TYPE_NAME")).contains("UInt64", "Decimal");
      assertThat(connection.isValid(5)).isTrue();
      assertThat(connection.getSchema()).isEqualTo("db");
    }
  }

  @Test
  void hasNoTransactions() throws SQLException {
    try (Connection connection = clickHouse.connect()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.getMetaData().supportsTransactions()).isFalse();
      assertThatThrownBy(() -> connection.setAutoCommit(false))
          .isInstanceOf(SQLFeatureNotSupportedException.class);
    }
  }

  @Test
  void reportsErrorsWithTheirCodes() throws SQLException {
    try (Connection connection = clickHouse.connect();
        Statement statement = connection.createStatement()) {
      assertThat(errorCode(statement, "SELECT * FROM nosuch")).isEqualTo(60);
      assertThat(errorCode(statement, "SELECT FROM WHERE")).isEqualTo(62);
      assertThat(errorCode(statement, "SELECT nosuch(1)")).isEqualTo(46);
      assertThat(errorCode(statement, "DROP DATABASE nosuch")).isEqualTo(81);
      assertThat(errorCode(statement, "CREATE TABLE x (a Int8) ENGINE = NoSuch")).isEqualTo(56);
      // The connection goes on after errors.
      try (ResultSet rows = statement.executeQuery("SELECT 1")) {
        assertThat(rows.next()).isTrue();
      }
    }
  }

  @Test
  void rejectsAWrongPasswordWith516() {
    assertThatThrownBy(
            () -> {
              try (Connection connection = clickHouse.connect("password", "wrong");
                  Statement statement = connection.createStatement()) {
                statement.executeQuery("SELECT 1");
              }
            })
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("Code: 516")
        .hasStackTraceContaining("AUTHENTICATION_FAILED");
  }

  @Test
  void endsAQueryAtItsTimeLimitWith159() throws SQLException {
    String endless =
        "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))";
    try (Connection connection = clickHouse.connect();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery(endless + " SETTINGS max_execution_time = 1"))
          .isInstanceOf(SQLTimeoutException.class)
          .hasStackTraceContaining("Code: 159");
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.executeQuery(endless))
          .isInstanceOf(SQLTimeoutException.class);
    }
  }

  @Test
  void compressesBothWaysWithLz4() throws SQLException {
    for (String httpCompression : List.of("true", "false")) {
      String table = "compressed_" + httpCompression;
      clickHouse.execute(
          "CREATE TABLE " + table + " (id UInt64, text String) ENGINE = MergeTree ORDER BY id");
      try (Connection connection =
              clickHouse.connect(
                  "compress",
                  "true",
                  "decompress",
                  "true",
                  "client.use_http_compression",
                  httpCompression);
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)");
          Statement statement = connection.createStatement()) {
        for (int i = 0; i < 20_000; i++) {
          insert.setLong(1, i);
          insert.setString(2, "text".repeat(20) + i);
          insert.addBatch();
        }
        insert.executeBatch();
        try (ResultSet rows = statement.executeQuery("SELECT id, text FROM " + table)) {
          int count = 0;
          while (rows.next()) {
            assertThat(rows.getString(2)).endsWith(String.valueOf(rows.getLong(1)));
            count++;
          }
          assertThat(count).isEqualTo(20_000);
        }
      }
    }
  }

  private static int errorCode(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return 0;
    } catch (SQLException e) {
      return e.getErrorCode();
    }
  }

  private static List<String> column(ResultSet rows, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(rows.getString(name));
      }
    }
    return values;
  }
}
