package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many clients at once. */
class ParallelClientsIT {

  private static final int CLIENTS = 16;
  private static final int ROUNDS = 20;
  private static final int BATCH = 200;

  @RegisterExtension static final RunningClickHouse clickHouse = new RunningClickHouse();

  @Test
  void servesSixteenReadersAndWritersAtOnce() throws Exception {
    clickHouse.execute(
        "CREATE TABLE shared (client UInt32, row UInt32, text String) ENGINE = MergeTree"
            + " ORDER BY (client, row)");
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Long>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        clients.add(threads.submit(() -> number % 2 == 0 ? write(number) : read()));
      }
      for (Future<Long> client : clients) {
        assertThat(client.get()).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(clickHouse.value("SELECT count() FROM shared"))
        .isEqualTo(String.valueOf(CLIENTS / 2 * ROUNDS * BATCH));
    assertThat(clickHouse.value("SELECT uniqExact(client, row) FROM shared"))
        .isEqualTo(String.valueOf(CLIENTS / 2 * ROUNDS * BATCH));
  }

  private static long write(int client) throws SQLException {
    long written = 0;
    try (Connection connection = clickHouse.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO shared VALUES (?, ?, ?)")) {
      for (int round = 0; round < ROUNDS; round++) {
        for (int row = 0; row < BATCH; row++) {
          insert.setInt(1, client);
          insert.setInt(2, round * BATCH + row);
          insert.setString(3, "text " + row);
          insert.addBatch();
        }
        written += insert.executeBatch().length;
      }
    }
    return written;
  }

  private static long read() throws SQLException {
    long seen = 0;
    try (Connection connection = clickHouse.connect();
        Statement statement = connection.createStatement()) {
      for (int round = 0; round < ROUNDS; round++) {
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT client, count() AS n, uniqExact(row) AS u FROM shared GROUP BY client")) {
          while (rows.next()) {
            // A batch is visible as a whole or not at all.
            assertThat(rows.getLong(2) % BATCH).isZero();
            assertThat(rows.getLong(3)).isEqualTo(rows.getLong(2));
          }
          seen++;
        }
      }
    }
    return seen;
  }
}
