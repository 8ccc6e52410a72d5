package io.millrace.clickhouse.embedded;

import static io.millrace.clickhouse.embedded.RunningClickHouse.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing a client sends, or leaves out, ends the process or leaves work behind. */
class HostileInputIT {

  @RegisterExtension static final RunningClickHouse clickHouse = new RunningClickHouse();

  private long pid;

  @BeforeEach
  void rememberTheProcess() {
    pid = clickHouse.process().pid();
  }

  @AfterEach
  void theSameProcessStillAnswers() throws Exception {
    assertThat(clickHouse.process().isAlive()).isTrue();
    assertThat(clickHouse.process().pid()).isEqualTo(pid);
    assertThat(clickHouse.post("", "SELECT 1").body()).isEqualTo("1\n");
  }

  @Test
  void garbageIsASyntaxError() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[1 + random.nextInt(4_000)];
      random.nextBytes(garbage);
      HttpResponse<String> response = clickHouse.post("", garbage);
      assertThat(response.statusCode()).isBetween(400, 501);
    }
    clickHouse.post("", "CREATE TABLE db.g (a UInt32, b String) ENGINE = MergeTree ORDER BY a");
    for (String format : List.of("Native", "RowBinary", "Parquet", "JSONEachRow", "CSV", "Arrow")) {
      byte[] garbage = new byte[100_000];
      random.nextBytes(garbage);
      HttpResponse<String> response =
          clickHouse.post("query=" + encode("INSERT INTO db.g FORMAT " + format), garbage);
      assertThat(response.statusCode()).as(format).isBetween(400, 501);
    }
  }

  @Test
  void brokenCompressionIsAnError() throws Exception {
    String insert = "query=" + encode("INSERT INTO FUNCTION null('a String') FORMAT TSV");
    byte[] text = "no frame at all, just text that is long enough".getBytes(StandardCharsets.UTF_8);
    assertThat(clickHouse.post(insert + "&decompress=1", text).body()).startsWith("Code: 39.");
    byte[] smallBlock = new byte[40];
    smallBlock[16] = (byte) 0x82;
    smallBlock[17] = 20;
    smallBlock[21] = 20;
    assertThat(clickHouse.post(insert + "&decompress=1", smallBlock).body())
        .startsWith("Code: 40.");
    byte[] huge = new byte[40];
    java.util.Arrays.fill(huge, (byte) 0xFF);
    assertThat(clickHouse.post(insert + "&decompress=1", huge).body()).startsWith("Code: 39.");
    for (String coding : List.of("gzip", "lz4", "deflate", "zstd")) {
      HttpResponse<String> response = clickHouse.post(insert, text, "Content-Encoding", coding);
      assertThat(response.statusCode()).as(coding).isBetween(400, 501);
      assertThat(response.body()).as(coding).startsWith("Code: ");
    }
  }

  @Test
  void hugeHeadsAndStatementsAreRefused() throws Exception {
    HttpRequest request =
        clickHouse
            .request("")
            .header("X-Huge", "x".repeat(2 << 20))
            .POST(HttpRequest.BodyPublishers.ofString("SELECT 1"))
            .build();
    assertThat(clickHouse.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(431);
    String longStatement = "SELECT '" + "x".repeat(20 << 20) + "'";
    assertThat(clickHouse.post("", longStatement).statusCode()).isEqualTo(413);
    String deep = "SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000);
    assertThat(clickHouse.post("max_query_size=10000000", deep).statusCode()).isBetween(400, 500);
    String deeper = "SELECT " + "1+".repeat(100_000) + "1";
    assertThat(
            clickHouse
                .post(
                    "max_query_size=10000000&max_parser_depth=1000000&max_ast_depth=1000000",
                    deeper)
                .statusCode())
        .isBetween(200, 500);
  }

  @Test
  void notHttpAtAllIsRefused() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", clickHouse.process().port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("\u0000\u0001\u0002 hello\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 400");
    }
  }

  @Test
  void aQueryWhoseClientHasGoneIsKilled() throws Exception {
    String marker = "abandoned-" + System.nanoTime();
    try (Socket socket =
        open(
            marker,
            "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))")) {
      await().atMost(Duration.ofSeconds(10)).until(() -> running(marker) == 1);
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> running(marker) == 0);
  }

  /** As at a server: what changes data goes on, so that it is not left half done. */
  @Test
  void anInsertSelectWhoseClientHasGoneIsCompleted() throws Exception {
    clickHouse.post("", "CREATE TABLE db.completed (a UInt64) ENGINE = MergeTree ORDER BY a");
    String marker = "completed-" + System.nanoTime();
    String sql =
        "INSERT INTO db.completed SELECT number FROM numbers(60) WHERE sleepEachRow(0.03) = 0";
    try (Socket socket = open(marker, sql)) {
      await().atMost(Duration.ofSeconds(10)).until(() -> running(marker) == 1);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> clickHouse.value("SELECT count() FROM completed").equals("60"));
  }

  @Test
  void aResultWhoseReaderHasGoneIsCancelled() throws Exception {
    String marker = "unread-" + System.nanoTime();
    try (Socket socket = open(marker, "SELECT number FROM numbers(1000000000000)")) {
      InputStream in = socket.getInputStream();
      assertThat(in.readNBytes(10_000)).hasSize(10_000);
      assertThat(running(marker)).isEqualTo(1);
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> running(marker) == 0);
  }

  @Test
  void anInsertWhoseSenderHasGoneStoresNothing() throws Exception {
    clickHouse.post("", "CREATE TABLE db.cut (a UInt32) ENGINE = MergeTree ORDER BY a");
    String head =
        "POST /?query="
            + encode("INSERT INTO db.cut FORMAT CSV")
            + " HTTP/1.1\r\nHost: x\r\nX-ClickHouse-User: "
            + clickHouse.process().user()
            + "\r\nX-ClickHouse-Key: "
            + clickHouse.process().password()
            + "\r\nContent-Length: 1000000\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", clickHouse.process().port())) {
      OutputStream out = socket.getOutputStream();
      out.write((head + "1\n2\n3\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(10))
        .until(() -> clickHouse.value("SELECT count() FROM cut").equals("0"));
    assertThat(running("INSERT INTO db.cut")).isZero();
  }

  private static Socket open(String marker, String sql) throws Exception {
    Socket socket = new Socket("127.0.0.1", clickHouse.process().port());
    String body = "/* " + marker + " */ " + sql;
    String head =
        "POST / HTTP/1.1\r\nHost: x\r\nX-ClickHouse-User: "
            + clickHouse.process().user()
            + "\r\nX-ClickHouse-Key: "
            + clickHouse.process().password()
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static long running(String marker) throws Exception {
    return Long.parseLong(
        clickHouse.value(
            "SELECT count() FROM system.processes WHERE position(query, '"
                + marker
                + "') > 0 AND position(query, 'system.processes') = 0"));
  }
}
