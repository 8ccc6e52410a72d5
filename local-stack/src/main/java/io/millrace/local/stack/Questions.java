package io.millrace.local.stack;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
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
      try (S3Client client = client(s3)) {
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

  /** A client of a store; path-style, since most stores beside Amazon's want it. */
  static S3Client client(ExternalEngine.S3 s3) {
    URI endpoint = s3.endpoint();
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(s3.region()))
        .forcePathStyle(true)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(s3.accessKey(), s3.secretKey())))
        .build();
  }

  private static Properties credentials(String user, String password) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return properties;
  }
}
