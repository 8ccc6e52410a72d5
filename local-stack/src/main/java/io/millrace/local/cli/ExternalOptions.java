package io.millrace.local.cli;

import io.millrace.local.stack.ExternalEngine;
import io.millrace.local.stack.StackOptions;
import io.millrace.runtime.Settings;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Engines that the user runs already; their passwords come from the environment. */
final class ExternalOptions {

  @Option(
      names = "--postgres",
      paramLabel = "HOST:PORT",
      description =
          "A PostgreSQL of yours with wal_level=logical, instead of the embedded one. The"
              + " administrator's password is read from MILLRACE_POSTGRES_ADMIN_PASSWORD.")
  @Nullable String postgres;

  @Option(
      names = "--postgres-admin-user",
      paramLabel = "USER",
      defaultValue = "postgres",
      description = "May create roles and databases in it. Default: ${DEFAULT-VALUE}.")
  String postgresAdminUser = "postgres";

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "A Kafka of yours; several with commas.")
  @Nullable String kafka;

  @Option(
      names = "--clickhouse",
      paramLabel = "URL",
      description =
          "A ClickHouse of yours, as jdbc:clickhouse://host:port. User and password are read from"
              + " MILLRACE_CLICKHOUSE_USER and MILLRACE_CLICKHOUSE_PASSWORD.")
  @Nullable String clickHouse;

  @Option(
      names = "--s3",
      paramLabel = "URL",
      description =
          "An S3 store of yours, as http://host:port. Keys are read from MILLRACE_S3_ACCESS_KEY"
              + " and MILLRACE_S3_SECRET_KEY, the region from MILLRACE_S3_REGION.")
  @Nullable URI s3;

  StackOptions apply(StackOptions options, Settings settings) {
    StackOptions changed = options;
    if (postgres != null) {
      changed =
          changed.withExternal(
              ExternalEngine.Postgres.at(
                  postgres,
                  postgresAdminUser,
                  secret(settings, "--postgres", "MILLRACE_POSTGRES_ADMIN_PASSWORD")));
    }
    if (kafka != null) {
      changed = changed.withExternal(new ExternalEngine.Kafka(kafka));
    }
    if (clickHouse != null) {
      changed =
          changed.withExternal(
              new ExternalEngine.ClickHouse(
                  clickHouse,
                  settings.text("MILLRACE_CLICKHOUSE_USER", "default"),
                  secret(settings, "--clickhouse", "MILLRACE_CLICKHOUSE_PASSWORD")));
    }
    if (s3 != null) {
      changed =
          changed.withExternal(
              new ExternalEngine.S3(
                  s3,
                  settings.text("MILLRACE_S3_REGION", "us-east-1"),
                  secret(settings, "--s3", "MILLRACE_S3_ACCESS_KEY"),
                  secret(settings, "--s3", "MILLRACE_S3_SECRET_KEY")));
    }
    return changed;
  }

  private static String secret(Settings settings, String option, String key) {
    return settings
        .find(key)
        .or(() -> settings.find(key + "_FILE").map(file -> settings.secret(key)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    option + " needs " + key + " in the environment, which is not set"));
  }
}
