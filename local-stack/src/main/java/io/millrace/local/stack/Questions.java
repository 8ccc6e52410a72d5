package io.millrace.local.stack;

import io.millrace.s3.init.BucketInit;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import software.amazon.awssdk.services.s3.S3Client;

/** What each engine is asked to see whether it is well: the smallest real request. */
final class Questions {

  private static final long LIMIT_SECONDS = 5;

  private Questions() {}

  /** Asks an engine that the user runs. */
  static void ask(ExternalEngine engine) throws Exception {
    if (engine instanceof ExternalEngine.Postgres postgres) {
      ask(postgres);
    } else if (engine instanceof ExternalEngine.Kafka kafka) {
      ask(kafka);
    } else if (engine instanceof ExternalEngine.ClickHouse clickHouse) {
      ask(clickHouse);
    } else if (engine instanceof ExternalEngine.S3 s3) {
      try (S3Client client = buckets(s3).client()) {
        client.listBuckets();
      }
    }
  }

  private static void ask(ExternalEngine.Postgres postgres) throws Exception {
    Properties properties = credentials(postgres.adminUser(), postgres.adminPassword());
    properties.setProperty("connectTimeout", Long.toString(LIMIT_SECONDS));
    properties.setProperty("socketTimeout", Long.toString(LIMIT_SECONDS));
    query("jdbc:postgresql://" + postgres.address() + "/postgres", properties);
  }

  private static void ask(ExternalEngine.ClickHouse clickHouse) throws Exception {
    query(clickHouse.url(), credentials(clickHouse.user(), clickHouse.password()));
  }

  private static void query(String url, Properties properties) throws Exception {
    try (Connection connection = DriverManager.getConnection(url, properties);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  private static void ask(ExternalEngine.Kafka kafka) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "default.api.timeout.ms",
                Long.toString(LIMIT_SECONDS * 1_000),
                "request.timeout.ms",
                Long.toString(LIMIT_SECONDS * 1_000)))) {
      admin.describeCluster().nodes().get(LIMIT_SECONDS + 1, TimeUnit.SECONDS);
    }
  }

  /** What makes clients of a store, and its buckets. */
  static BucketInit buckets(ExternalEngine.S3 s3) {
    return new BucketInit(s3.endpoint(), s3.region(), s3.accessKey(), s3.secretKey());
  }

  private static Properties credentials(String user, String password) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return properties;
  }
}
