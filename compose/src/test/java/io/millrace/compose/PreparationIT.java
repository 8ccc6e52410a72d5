package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.clickhouse.embedded.ClickHouseProcess;
import io.millrace.model.Buckets;
import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.embedded.PostgresOptions;
import io.millrace.postgres.embedded.PostgresServer;
import io.millrace.runtime.ChildProcess;
import io.millrace.s3.embedded.S3Options;
import io.millrace.s3.embedded.S3Process;
import io.millrace.s3.init.BucketInit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

/** The containers that prepare an engine, started on real engines, twice each. */
@Timeout(180)
class PreparationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ComposeFile compose = ComposeFile.withDefaults();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void makesRolesDatabasesAndTables() throws Exception {
    PostgresOptions options = PostgresOptions.in(folder.resolve("server"));
    try (PostgresServer server = PostgresServer.start(options)) {
      Map<String, String> environment = compose.environment("postgres-init");
      environment.put("MILLRACE_POSTGRES_HOST", server.host());
      environment.put("MILLRACE_POSTGRES_PORT", Integer.toString(server.port()));
      environment.put("MILLRACE_POSTGRES_ADMIN_PASSWORD", server.adminPassword());
      runTwice("postgres-init", environment);

      for (Domain domain : Domain.values()) {
        String url = server.jdbcUrl(domain.database());
        assertThat(
                texts(
                    url,
                    server.adminUser(),
                    server.adminPassword(),
                    "SELECT pubname::text FROM pg_publication"))
            .containsExactly(domain.publication());
        for (String role : PostgresInit.Roles.ALL) {
          String setting =
              role.replace("millrace_", "MILLRACE_POSTGRES_").toUpperCase(java.util.Locale.ROOT)
                  + "_PASSWORD";
          assertThat(texts(url, role, environment.get(setting), "SELECT current_user::text"))
              .containsExactly(role);
        }
      }
      assertThat(
              texts(
                  server.jdbcUrl(PostgresInit.SCHEDULER_DATABASE),
                  PostgresInit.Roles.SCHEDULER,
                  environment.get("MILLRACE_POSTGRES_SCHEDULER_PASSWORD"),
                  "SELECT count(*)::text FROM runs, quartz.locks"))
          .containsExactly("0");
      assertThatThrownBy(
              () ->
                  texts(
                      server.jdbcUrl(Domain.TELECOM.database()),
                      PostgresInit.Roles.SCHEDULER,
                      environment.get("MILLRACE_POSTGRES_SCHEDULER_PASSWORD"),
                      "SELECT 1"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void makesTheAnalyticsTables() throws Exception {
    try (ClickHouseProcess server =
        ClickHouseProcess.in(folder.resolve("server"))
            .logFile(folder.resolve("server.log"))
            .maxMemory("600MiB")
            .start()) {
      Map<String, String> environment = compose.environment("clickhouse-init");
      environment.put("MILLRACE_CLICKHOUSE_URL", server.jdbcUrl());
      environment.put("MILLRACE_CLICKHOUSE_USER", server.user());
      environment.put("MILLRACE_CLICKHOUSE_PASSWORD", server.password());
      runTwice("clickhouse-init", environment);

      List<String> files =
          Project.files(
                  Project.HOME.resolve("clickhouse-init/src/main/resources/clickhouse"), ".sql")
              .stream()
              .map(file -> file.getFileName().toString())
              .toList();
      assertThat(
              texts(
                  server.jdbcUrl(),
                  server.user(),
                  server.password(),
                  "SELECT name FROM millrace_schema.versions ORDER BY name"))
          .isEqualTo(files);
    }
  }

  @Test
  void makesTheBuckets() throws Exception {
    try (S3Process store = S3Process.start(S3Options.in(folder.resolve("store")));
        S3Client client =
            new BucketInit(store.endpoint(), "us-east-1", store.accessKey(), store.secretKey())
                .client()) {
      for (String bucket : Buckets.ALL) {
        client.deleteBucket(request -> request.bucket(bucket));
      }
      Map<String, String> environment = compose.environment("s3-init");
      environment.put("MILLRACE_S3_ENDPOINT", store.endpoint().toString());
      environment.put("MILLRACE_S3_ACCESS_KEY", store.accessKey());
      environment.put("MILLRACE_S3_SECRET_KEY", store.secretKey());
      runTwice("s3-init", environment);

      assertThat(client.listBuckets().buckets().stream().map(Bucket::name))
          .containsExactlyInAnyOrderElementsOf(Buckets.ALL);
    }
  }

  private void runTwice(String service, Map<String, String> environment) throws Exception {
    ImageFolder image = ImageFolder.of(compose.built().get(service));
    for (int time = 0; time < 2; time++) {
      try (ChildProcess process = image.start(compose, service, environment)) {
        assertThat(process.endsWithin(PATIENCE)).isTrue();
        assertThat(process.exitCode()).as(process.output()).hasValue(0);
        assertThat(process.output()).doesNotContain("No SLF4J providers");
      }
    }
  }

  private static List<String> texts(String url, String user, String password, String sql)
      throws Exception {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
