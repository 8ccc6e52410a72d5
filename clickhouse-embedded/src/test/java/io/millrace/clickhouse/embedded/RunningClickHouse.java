package io.millrace.clickhouse.embedded;

import io.millrace.clickhouse.embedded.library.EngineLibrary;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real process for the tests of a class, with a database {@code db} of their own. */
public final class RunningClickHouse implements BeforeAllCallback, AfterAllCallback {

  private final HttpClient http = HttpClient.newHttpClient();
  private Path folder;
  private ClickHouseProcess process;

  /** Skips the tests on a machine that the engine cannot run on, with the reason. */
  static void assumeEngineRuns() {
    EngineLibrary.hostProblem()
        .ifPresent(problem -> Assumptions.abort("the engine cannot run here: " + problem));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    assumeEngineRuns();
    folder = Files.createTempDirectory("clickhouse-embedded-it-");
    process = ClickHouseProcess.in(folder.resolve("data")).start();
    post("", "CREATE DATABASE db");
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (process != null) {
      process.stop();
    }
    if (folder != null) {
      deleteTree(folder);
    }
  }

  static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  public ClickHouseProcess process() {
    return process;
  }

  public Connection connect(String... properties) throws SQLException {
    Properties info = new Properties();
    info.setProperty("user", process.user());
    info.setProperty("password", process.password());
    for (int i = 0; i < properties.length; i += 2) {
      info.setProperty(properties[i], properties[i + 1]);
    }
    return DriverManager.getConnection(process.jdbcUrl() + "/db", info);
  }

  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of the first row. */
  public String value(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A request with credentials, ready for more headers. */
  public HttpRequest.Builder request(String urlParameters) {
    return HttpRequest.newBuilder(
            URI.create(process.httpUrl() + (urlParameters.isEmpty() ? "" : "?" + urlParameters)))
        .header("X-ClickHouse-User", process.user())
        .header("X-ClickHouse-Key", process.password());
  }

  public HttpResponse<String> post(String urlParameters, String body) throws Exception {
    return post(urlParameters, body.getBytes(StandardCharsets.UTF_8));
  }

  public HttpResponse<String> post(String urlParameters, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder builder =
        request(urlParameters).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
  }

  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws Exception {
    return http.send(request, handler);
  }

  /** The lines of an answer. */
  public List<String> lines(String sql) throws Exception {
    return post("", sql).body().lines().toList();
  }
}
