package io.millrace.clickhouse.embedded;

import static io.millrace.clickhouse.embedded.RunningClickHouse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The interface itself, byte by byte as a server's documentation has it. */
class HttpInterfaceIT {

  @RegisterExtension static final RunningClickHouse clickHouse = new RunningClickHouse();

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("(absent)");
  }

  private static HttpResponse<String> get(String pathAndQuery, String... headers) throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + clickHouse.process().port() + pathAndQuery));
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return clickHouse.send(builder.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void answersPingsWithoutCredentials() throws Exception {
    for (String path : List.of("/ping", "/replicas_status", "/")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(response.body()).as(path).isEqualTo("Ok.\n");
    }
    assertThat(get("/nosuch").statusCode()).isEqualTo(404);
  }

  @Test
  void acceptsCredentialsInEachOfTheThreeWays() throws Exception {
    String user = clickHouse.process().user();
    String password = clickHouse.process().password();
    String basic =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    String query = "/?query=" + encode("SELECT 1");
    assertThat(get(query, "Authorization", "Basic " + basic).body()).isEqualTo("1\n");
    assertThat(get(query, "X-ClickHouse-User", user, "X-ClickHouse-Key", password).body())
        .isEqualTo("1\n");
    assertThat(get(query + "&user=" + user + "&password=" + password).body()).isEqualTo("1\n");
  }

  @Test
  void refusesWrongCredentialsWith403And516() throws Exception {
    String query = "/?query=" + encode("SELECT 1");
    String user = clickHouse.process().user();
    for (HttpResponse<String> response :
        List.of(
            get(query),
            get(query + "&user=" + user + "&password=no"),
            get(query, "X-ClickHouse-User", user, "X-ClickHouse-Key", ""),
            get(query, "X-ClickHouse-User", "default", "X-ClickHouse-Key", ""),
            get(query, "Authorization", "Basic !!!"),
            get(query, "Authorization", "Bearer abc"))) {
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(header(response, "X-ClickHouse-Exception-Code")).isEqualTo("516");
      assertThat(response.body()).startsWith("Code: 516. DB::Exception: ");
    }
  }

  @Test
  void sendsAServersHeaders() throws Exception {
    HttpResponse<String> response =
        clickHouse.post("query_id=my-query&default_format=JSONEachRow", "SELECT 1 AS one");
    assertThat(response.body()).isEqualTo("{\"one\":1}\n");
    assertThat(header(response, "X-ClickHouse-Query-Id")).isEqualTo("my-query");
    assertThat(header(response, "X-ClickHouse-Format")).isEqualTo("JSONEachRow");
    assertThat(header(response, "X-ClickHouse-Timezone")).isEqualTo("UTC");
    assertThat(header(response, "X-ClickHouse-Server-Display-Name")).isEqualTo("millrace-embedded");
    assertThat(header(response, "Content-Type")).isEqualTo("application/x-ndjson; charset=UTF-8");
    assertThat(header(response, "X-ClickHouse-Summary"))
        .contains("\"read_rows\":\"1\"")
        .contains("\"result_rows\":\"1\"");
  }

  @Test
  void answersErrorsWithAServersCodeAndStatus() throws Exception {
    Map<String, List<Integer>> expected =
        Map.of(
            "SELECT * FROM nosuch", List.of(60, 404),
            "SELEC", List.of(62, 400),
            "SELECT 1; SELECT 2", List.of(62, 400),
            "SELECT nosuch(1)", List.of(46, 404),
            "SELECT 1 FORMAT NoSuch", List.of(73, 404),
            "SELECT throwIf(1)", List.of(395, 500),
            "SELECT 1 INTO OUTFILE 'x'", List.of(358, 500),
            "INSERT INTO db.t FROM INFILE 'x' FORMAT CSV", List.of(78, 404),
            "INSERT INTO db.t SELECT * FROM input('a Int8') FORMAT CSV 1", List.of(48, 501),
            "", List.of(62, 400));
    for (Map.Entry<String, List<Integer>> entry : expected.entrySet()) {
      HttpResponse<String> response = clickHouse.post("", entry.getKey());
      int code = entry.getValue().get(0);
      assertThat(response.statusCode()).as(entry.getKey()).isEqualTo(entry.getValue().get(1));
      assertThat(header(response, "X-ClickHouse-Exception-Code")).isEqualTo("" + code);
      assertThat(response.body()).startsWith("Code: " + code + ". DB::Exception: ");
      assertThat(response.body())
          .containsPattern("\\([A-Z_]+\\) \\(version 26\\.7\\.[0-9.]+\\)\n$");
    }
  }

  @Test
  void refusesUnknownSettingsAndDatabases() throws Exception {
    assertThat(header(clickHouse.post("nosuch=1", "SELECT 1"), "X-ClickHouse-Exception-Code"))
        .isEqualTo("115");
    assertThat(header(clickHouse.post("a%27b=1", "SELECT 1"), "X-ClickHouse-Exception-Code"))
        .isEqualTo("115");
    assertThat(
            header(clickHouse.post("database=nosuch", "SELECT 1"), "X-ClickHouse-Exception-Code"))
        .isEqualTo("81");
  }

  @Test
  void appliesSettingsAndDatabaseToOneRequestOnly() throws Exception {
    String query = "SELECT getSetting('max_block_size'), currentDatabase()";
    String before = clickHouse.post("", query).body();
    String within = clickHouse.post("max_block_size=77&database=system", query).body();
    assertThat(within).isEqualTo("77\tsystem\n");
    for (int i = 0; i < 5; i++) {
      assertThat(clickHouse.post("", query).body()).isEqualTo(before);
    }
    String quoted = "it's \\ `x`";
    assertThat(
            clickHouse
                .post("log_comment=" + encode(quoted), "SELECT getSetting('log_comment')")
                .body())
        .startsWith("it\\'s \\\\ `x` query_id=");
  }

  @Test
  void bindsParameters() throws Exception {
    HttpResponse<String> response =
        clickHouse.post(
            "param_n=41&param_s=" + encode("it's; DROP TABLE x") + "&param_a=" + encode("[1,2]"),
            "SELECT {n:UInt64} + 1, {s:String}, {a:Array(UInt8)} FORMAT CSV");
    assertThat(response.body()).isEqualTo("42,\"it's; DROP TABLE x\",\"[1,2]\"\n");
    clickHouse.post("", "CREATE TABLE db.by_name (a UInt8) ENGINE = Memory");
    clickHouse.post("param_t=by_name", "INSERT INTO db.{t:Identifier} FORMAT CSV\n7\n");
    assertThat(clickHouse.post("", "SELECT a FROM db.by_name").body()).isEqualTo("7\n");
  }

  @Test
  void readsOnlyOnGet() throws Exception {
    String credentials =
        "&user=" + clickHouse.process().user() + "&password=" + clickHouse.process().password();
    for (String statement :
        List.of(
            "DROP DATABASE db",
            "CREATE TABLE db.g (a Int8) ENGINE = Memory",
            "KILL QUERY WHERE 0")) {
      HttpResponse<String> response = get("/?query=" + encode(statement) + credentials);
      assertThat(header(response, "X-ClickHouse-Exception-Code")).as(statement).isEqualTo("164");
      assertThat(response.body()).contains("method GET implies readonly");
    }
    assertThat(get("/?query=" + encode("SHOW DATABASES LIKE 'db'") + credentials).body())
        .isEqualTo("db\n");
    assertThat(
            header(
                clickHouse.post("readonly=1", "DROP DATABASE db"), "X-ClickHouse-Exception-Code"))
        .isEqualTo("164");
  }

  @Test
  void streamsEveryHeadedFormatWithOneHeader() throws Exception {
    String sql = "SELECT number AS \"n\", 'a,\n' AS \"s\" FROM numbers(50000)";
    for (String format :
        List.of(
            "TabSeparatedWithNames",
            "TSVWithNamesAndTypes",
            "CSVWithNames",
            "CSVWithNamesAndTypes",
            "JSONCompactEachRowWithNamesAndTypes",
            "RowBinaryWithNames",
            "RowBinaryWithNamesAndTypes",
            "JSONEachRow")) {
      byte[] streamed = bytes("max_block_size=999&default_format=" + format, sql);
      byte[] whole = bytes("wait_end_of_query=1&default_format=" + format, sql);
      assertThat(streamed).as(format).isEqualTo(whole);
    }
  }

  private static byte[] bytes(String urlParameters, String sql) throws Exception {
    HttpRequest request =
        clickHouse.request(urlParameters).POST(HttpRequest.BodyPublishers.ofString(sql)).build();
    HttpResponse<byte[]> response =
        clickHouse.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  @Test
  void writesTotalsAndExtremesOnceAtTheEnd() throws Exception {
    assertThat(
            clickHouse
                .post(
                    "max_block_size=10",
                    "SELECT number % 2 AS x, count() FROM numbers(100) GROUP BY x WITH TOTALS"
                        + " ORDER BY x")
                .body())
        .isEqualTo("0\t50\n1\t50\n\n0\t100\n");
    assertThat(clickHouse.post("extremes=1", "SELECT number FROM numbers(3)").body())
        .isEqualTo("0\n1\n2\n\n0\n2\n");
  }

  @Test
  void marksAnErrorAmidTheResultAndBreaksOff() throws Exception {
    String sql = "SELECT number, throwIf(number = 3000000) FROM numbers(10000000)";
    HttpRequest request = clickHouse.request("").build();
    // The JDK's newer client forgets what it has not handed over yet when a connection breaks off.
    HttpURLConnection connection = (HttpURLConnection) request.uri().toURL().openConnection();
    request
        .headers()
        .map()
        .forEach((name, values) -> connection.setRequestProperty(name, values.get(0)));
    connection.setDoOutput(true);
    connection.getOutputStream().write(sql.getBytes(StandardCharsets.UTF_8));
    assertThat(connection.getResponseCode()).isEqualTo(200);
    String tag = connection.getHeaderField("X-ClickHouse-Exception-Tag");
    StringBuilder end = new StringBuilder();
    boolean brokenOff = false;
    byte[] piece = new byte[1 << 16];
    try (java.io.InputStream body = connection.getInputStream()) {
      int read;
      while ((read = body.read(piece)) >= 0) {
        end.append(new String(piece, 0, read, StandardCharsets.UTF_8));
        end.delete(0, Math.max(0, end.length() - 2_000));
      }
    } catch (java.io.IOException e) {
      brokenOff = true;
    }
    assertThat(brokenOff).isTrue();
    assertThat(end).contains("\r\n__exception__\r\n" + tag + "\r\nCode: 395. DB::Exception: ");
    assertThat(end.toString()).endsWith(" " + tag + "\r\n__exception__\r\n");
  }

  @Test
  void compressesTheResponseAsAccepted() throws Exception {
    HttpRequest request =
        clickHouse
            .request("enable_http_compression=1")
            .header("Accept-Encoding", "br, gzip;q=0.8")
            .POST(HttpRequest.BodyPublishers.ofString("SELECT number FROM numbers(100000)"))
            .build();
    HttpResponse<byte[]> response =
        clickHouse.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(header(response, "Content-Encoding")).isEqualTo("gzip");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
    assertThat(new String(plain, StandardCharsets.UTF_8)).startsWith("0\n1\n").endsWith("99999\n");
    // An error is never compressed: its length would be the plain one.
    HttpRequest failing =
        clickHouse
            .request("enable_http_compression=1")
            .header("Accept-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofString("SELECT throwIf(1)"))
            .build();
    HttpResponse<String> error = clickHouse.send(failing, HttpResponse.BodyHandlers.ofString());
    assertThat(error.statusCode()).isEqualTo(500);
    assertThat(error.body()).startsWith("Code: 395.");
  }

  @Test
  void keepsASessionsTablesSettingsAndDatabase() throws Exception {
    String session = "session_id=one&session_timeout=60";
    clickHouse.post(session, "CREATE TEMPORARY TABLE mine (a UInt8)");
    clickHouse.post(session, "INSERT INTO mine VALUES (1), (2)");
    clickHouse.post(session + "&max_threads=1", "SET max_threads = 7, max_block_size = 1234");
    String query =
        "SELECT sum(a), getSetting('max_threads'), getSetting('max_block_size'), currentDatabase()"
            + " FROM mine";
    assertThat(clickHouse.post(session + "&max_threads=3&database=system", query).body())
        .isEqualTo("3\t3\t1234\tsystem\n");
    assertThat(clickHouse.post(session, query).body()).isEqualTo("3\t7\t1234\tdefault\n");
    clickHouse.post(session + "&database=system", "USE db");
    assertThat(clickHouse.post(session, query).body()).isEqualTo("3\t7\t1234\tdb\n");
    assertThat(clickHouse.post("", "SELECT count() FROM mine").statusCode()).isEqualTo(404);
    clickHouse.post(session + "&close_session=1", "SELECT 1");
    HttpResponse<String> gone = clickHouse.post(session + "&session_check=1", "SELECT 1");
    assertThat(header(gone, "X-ClickHouse-Exception-Code")).isEqualTo("372");
    HttpResponse<String> timeout = clickHouse.post("session_id=x&session_timeout=abc", "SELECT 1");
    assertThat(header(timeout, "X-ClickHouse-Exception-Code")).isEqualTo("374");
  }

  @Test
  void formatsThatNeedTheWholeResultAreWhole() throws Exception {
    assertThat(
            clickHouse
                .post("max_block_size=10", "SELECT number FROM numbers(100) FORMAT JSON")
                .body())
        .contains("\"rows\": 100")
        .containsOnlyOnce("\"meta\"");
    byte[] parquet = bytes("max_block_size=10", "SELECT number FROM numbers(100) FORMAT Parquet");
    assertThat(new String(parquet, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    assertThat(clickHouse.lines("EXPLAIN SYNTAX SELECT 1")).isNotEmpty();
    assertThat(clickHouse.lines("DESCRIBE TABLE system.one")).hasSize(1);
  }
}
