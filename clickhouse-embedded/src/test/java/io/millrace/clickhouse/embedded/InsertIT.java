package io.millrace.clickhouse.embedded;

import static io.millrace.clickhouse.embedded.RunningClickHouse.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How data comes in, and what the platform's sinks rely on. */
class InsertIT {

  @RegisterExtension static final RunningClickHouse clickHouse = new RunningClickHouse();

  private static Client client() {
    return new Client.Builder()
        .addEndpoint("http://127.0.0.1:" + clickHouse.process().port())
        .setUsername(clickHouse.process().user())
        .setPassword(clickHouse.process().password())
        .setDefaultDatabase("db")
        .build();
  }

  private static long insert(Client client, String table, InsertSettings settings, String rows)
      throws Exception {
    try (InsertResponse response =
        client
            .insert(
                table,
                new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)),
                ClickHouseFormat.JSONEachRow,
                settings)
            .get(30, TimeUnit.SECONDS)) {
      return response.getWrittenRows();
    }
  }

  @Test
  void storesABlockOnceUnderOneDeduplicationToken() throws Exception {
    clickHouse.execute(
        "CREATE TABLE once (k UInt32, v String) ENGINE = MergeTree ORDER BY k"
            + " SETTINGS non_replicated_deduplication_window = 100");
    String rows = "{\"k\":1,\"v\":\"a\"}\n{\"k\":2,\"v\":\"b\"}\n";
    try (Client client = client()) {
      InsertSettings first = new InsertSettings().setDeduplicationToken("batch-1");
      assertThat(insert(client, "once", first, rows)).isEqualTo(2);
      insert(client, "once", first, rows);
      // Other rows under the same token are a replay too: the token decides.
      insert(client, "once", first, "{\"k\":9,\"v\":\"z\"}\n");
      assertThat(clickHouse.value("SELECT count() FROM once")).isEqualTo("2");
      insert(client, "once", new InsertSettings().setDeduplicationToken("batch-2"), rows);
      assertThat(clickHouse.value("SELECT count() FROM once")).isEqualTo("4");
    }
    String url =
        "insert_deduplication_token=batch-2&query=" + encode("INSERT INTO db.once FORMAT CSV");
    assertThat(clickHouse.post(url, "5,e\n").statusCode()).isEqualTo(200);
    assertThat(clickHouse.value("SELECT count() FROM once")).isEqualTo("4");
  }

  @Test
  void deduplicatesInAggregatingTables() throws Exception {
    clickHouse.execute(
        "CREATE TABLE sums (k UInt32, n SimpleAggregateFunction(sum, Int64))"
            + " ENGINE = AggregatingMergeTree ORDER BY k"
            + " SETTINGS non_replicated_deduplication_window = 100");
    try (Client client = client()) {
      InsertSettings token = new InsertSettings().setDeduplicationToken("q:7:0");
      insert(client, "sums", token, "{\"k\":1,\"n\":5}\n");
      clickHouse.execute("OPTIMIZE TABLE sums FINAL");
      insert(client, "sums", token, "{\"k\":1,\"n\":5}\n");
      insert(
          client,
          "sums",
          new InsertSettings().setDeduplicationToken("q:8:0"),
          "{\"k\":1,\"n\":-2}\n");
    }
    assertThat(clickHouse.value("SELECT n FROM sums FINAL WHERE k = 1")).isEqualTo("3");
  }

  @Test
  void sumsSignedPartialAggregates() throws Exception {
    clickHouse.execute(
        "CREATE TABLE partial (k UInt32, events SimpleAggregateFunction(sum, Int64),"
            + " amount SimpleAggregateFunction(sum, Decimal(38, 3)),"
            + " subscribers SimpleAggregateFunction(sumMap, Map(UInt64, Int64)))"
            + " ENGINE = AggregatingMergeTree ORDER BY k");
    try (Client client = client()) {
      insert(
          client,
          "partial",
          new InsertSettings(),
          "{\"k\":1,\"events\":2,\"amount\":\"12345678901234567890.125\",\"subscribers\":{\"7\":1,\"8\":1}}\n");
      insert(
          client,
          "partial",
          new InsertSettings(),
          "{\"k\":1,\"events\":-1,\"amount\":\"-0.125\",\"subscribers\":{\"7\":-1,\"9\":2}}\n");
    }
    // A Map keeps the keys whose sum is 0, in queries as in merges: count those above 0.
    assertThat(
            clickHouse.lines(
                "SELECT sum(events), sum(amount), sumMap(subscribers) FROM db.partial"))
        .containsExactly("1\t12345678901234567890\t{7:0,8:1,9:2}");
    clickHouse.execute("OPTIMIZE TABLE partial FINAL");
    assertThat(clickHouse.lines("SELECT events, amount, subscribers FROM db.partial"))
        .containsExactly("1\t12345678901234567890\t{7:0,8:1,9:2}");
    assertThat(
            clickHouse.lines(
                "SELECT length(mapFilter((k, v) -> v > 0, sumMap(subscribers))) FROM db.partial"))
        .containsExactly("2");
  }

  @Test
  void queuesAsynchronousInserts() throws Exception {
    clickHouse.execute("CREATE TABLE queued (a UInt32) ENGINE = MergeTree ORDER BY a");
    HttpResponse<String> response =
        clickHouse.post(
            "async_insert=1&wait_for_async_insert=1&query="
                + encode("INSERT INTO db.queued FORMAT CSV"),
            "1\n2\n");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(clickHouse.value("SELECT sum(a) FROM queued")).isEqualTo("3");
  }

  /** 400 MB of rows, twice what either heap holds. */
  @Test
  void streamsAnInsertLargerThanTheHeap() throws Exception {
    clickHouse.execute("CREATE TABLE large (a String) ENGINE = Null");
    byte[] row = ("x".repeat(999) + "\n").getBytes(StandardCharsets.UTF_8);
    long rows = 400_000;
    InputStream body =
        new InputStream() {
          private long left = rows * row.length;

          @Override
          public int read() {
            return left-- > 0 ? row[0] : -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
              return -1;
            }
            int size = (int) Math.min(Math.min(length / row.length * row.length, left), 64_000);
            for (int i = 0; i < size; i += row.length) {
              System.arraycopy(row, 0, target, offset + i, row.length);
            }
            left -= size;
            return size;
          }
        };
    HttpRequest request =
        clickHouse
            .request("query=" + encode("INSERT INTO db.large FORMAT TSV"))
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new java.io.BufferedInputStream(body, 1 << 16)))
            .build();
    HttpResponse<String> response = clickHouse.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
        .contains("\"written_rows\":\"" + rows + "\"");
  }

  @Test
  void storesNothingOfABatchThatDoesNotParse() throws Exception {
    clickHouse.execute("CREATE TABLE strict (a UInt32) ENGINE = MergeTree ORDER BY a");
    HttpResponse<String> response =
        clickHouse.post("query=" + encode("INSERT INTO db.strict FORMAT CSV"), "1\n2\nthree\n");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("row 3");
    assertThat(clickHouse.value("SELECT count() FROM strict")).isEqualTo("0");
    try (Client client = client()) {
      assertThatThrownBy(
              () ->
                  insert(client, "strict", new InsertSettings(), "{\"a\":\"x\"}\n".repeat(200_000)))
          .hasStackTraceContaining("Code: 27");
    }
    assertThat(clickHouse.value("SELECT count() FROM strict")).isEqualTo("0");
  }

  @Test
  void findsTheDataOfEveryShapeOfInsert() throws Exception {
    clickHouse.execute(
        "CREATE TABLE shapes (a UInt32, `format` String) ENGINE = MergeTree ORDER BY a");
    for (String insert :
        new String[] {
          "INSERT INTO db.shapes VALUES (1, 'VALUES (;')",
          "insert into table `db`.shapes (a, `format`) values (2, 'x'), (3, 'y');",
          "INSERT INTO db.shapes (`format`, a) FORMAT CSV\nz,4\n",
          "INSERT INTO db.shapes FORMAT JSONEachRow {\"a\":5,\"format\":\"q\"}",
          "INSERT INTO db.shapes SETTINGS max_threads = 1 FORMAT TSV\n6\tw\n",
          "INSERT INTO db.shapes FORMAT TSV SETTINGS max_threads = 1, log_comment = 'a,b'\n7\tw\n",
          "/* FORMAT */ INSERT INTO db.shapes -- VALUES\n FORMAT CSV\r\n8,w\n",
          "INSERT INTO db.shapes SELECT 9, 'FORMAT CSV'",
          "INSERT INTO db.shapes (a) (SELECT 10)",
          "INSERT INTO db.shapes WITH 11 AS n SELECT n, ''"
        }) {
      HttpResponse<String> response = clickHouse.post("", insert);
      assertThat(response.statusCode()).as("%s: %s", insert, response.body()).isEqualTo(200);
    }
    assertThat(clickHouse.value("SELECT sum(a) FROM shapes")).isEqualTo("66");
    assertThat(clickHouse.value("SELECT `format` FROM shapes WHERE a = 1")).isEqualTo("VALUES (;");
  }
}
