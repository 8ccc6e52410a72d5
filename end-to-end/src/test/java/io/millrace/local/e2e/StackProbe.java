package io.millrace.local.e2e;

import io.millrace.local.audit.AuditReport;
import io.millrace.local.audit.FlightAudit;
import io.millrace.local.audit.TelecomAudit;
import io.millrace.local.stack.ExternalEngine;
import io.millrace.local.stack.LocalStack;
import io.millrace.local.stack.RunningStack;
import io.millrace.model.Domain;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Asks the engines of a running stack, as its own audit and operators do. */
final class StackProbe implements AutoCloseable {

  private final LocalStack stack;
  private final Connection postgres;
  private final Connection clickHouse;

  StackProbe(LocalStack stack) throws SQLException, IOException {
    this.stack = stack;
    RunningStack running = RunningStack.find(stack.folder()).orElseThrow();
    this.postgres = connect(running.postgres("telecom"));
    this.clickHouse = connect(running.clickHouse(Map.of()));
  }

  private static Connection connect(RunningStack.Access access) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", access.user());
    properties.setProperty("password", access.password());
    return DriverManager.getConnection(access.url(), properties);
  }

  AuditReport audit() throws SQLException {
    return new TelecomAudit(postgres, clickHouse).run();
  }

  AuditReport flightAudit() throws SQLException, IOException {
    RunningStack running = RunningStack.find(stack.folder()).orElseThrow();
    try (Connection opensky = connect(running.postgres(Domain.OPENSKY.database()))) {
      return new FlightAudit(opensky, clickHouse).run();
    }
  }

  /** The audit of another source than the view, up to the windows that the watermark has closed. */
  AuditReport auditClosed(String source, Instant watermark) throws SQLException {
    return new TelecomAudit(postgres, clickHouse).run(source, Optional.of(watermark));
  }

  /** A number from ClickHouse. */
  long count(String sql) throws SQLException {
    return count(clickHouse, sql);
  }

  /** A number from PostgreSQL. */
  long postgresCount(String sql) throws SQLException {
    return count(postgres, sql);
  }

  /** A number from another of PostgreSQL's databases than telecom's. */
  long postgresCount(Domain domain, String sql) throws SQLException, IOException {
    RunningStack running = RunningStack.find(stack.folder()).orElseThrow();
    try (Connection connection = connect(running.postgres(domain.database()))) {
      return count(connection, sql);
    }
  }

  private static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The watermark that the newest micro-batch left. */
  Instant watermark() throws SQLException {
    return Instant.ofEpochSecond(
        count(
            "SELECT toUnixTimestamp(max(watermark_after)) FROM millrace.micro_batches"
                + " WHERE query = 'telecom-metrics'"));
  }

  /** Whether the windows that the newest micro-batch closed are in Parquet. */
  boolean archiveIsUpToDate() throws SQLException {
    return count(
            "SELECT max(batch_id) FROM millrace.archive_progress WHERE query = 'telecom-metrics'")
        == count(
            "SELECT max(batch_id) FROM millrace.micro_batches"
                + " WHERE query = 'telecom-metrics' AND contributions > 0");
  }

  /** ClickHouse's view of Parquet objects. */
  String parquet(String glob) {
    return objects(glob, "Parquet");
  }

  /** ClickHouse's view of objects in one of its formats. */
  String objects(String glob, String format) {
    ExternalEngine.S3 s3 = stack.addresses().s3();
    return "s3('%s/%s', '%s', '%s', '%s')"
        .formatted(s3.endpoint(), glob, s3.accessKey(), s3.secretKey(), format);
  }

  /** Runs a statement in ClickHouse. */
  void execute(String sql) throws SQLException {
    try (Statement statement = clickHouse.createStatement()) {
      statement.execute(sql);
    }
  }

  /** One text per row, from ClickHouse. */
  List<String> texts(String sql) throws SQLException {
    try (Statement statement = clickHouse.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /** The one row of a query in ClickHouse, by column. */
  Map<String, Long> numbers(String sql) throws SQLException {
    try (Statement statement = clickHouse.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      Map<String, Long> numbers = new TreeMap<>();
      for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
        numbers.put(row.getMetaData().getColumnLabel(column), row.getLong(column));
      }
      return numbers;
    }
  }

  /** Committed records of a topic; its offsets count the ends of transactions too. */
  long records(String topic) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", stack.addresses().kafka(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long records = 0;
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        records += consumer.poll(Duration.ofMillis(100)).count();
      }
      return records;
    }
  }

  @Override
  public void close() {
    try (postgres;
        clickHouse) {
      // Closing is all there is to do.
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
