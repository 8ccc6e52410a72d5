package io.millrace.spark.telecom.batch.percentiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.clickhouse.client.api.query.GenericRecord;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.Days;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.SharedBatchStack;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.SparkSessions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBatchStack.class)
class PercentilesIT {

  private static final String DATASET = "tests/percentiles";
  private static final LocalDate FIRST = LocalDate.parse("2024-03-01");
  private static final LocalDate SECOND = LocalDate.parse("2024-03-02");
  private static final int ACCURACY = 100;
  private static final double[] SHARES = {0.5, 0.9, 0.95, 0.99, 0.999};

  private static final String ROWS =
      " FROM telecom.percentiles WHERE day BETWEEN '2024-02-01' AND '2024-03-31'";

  private static final String GROUP =
      "concat(toString(day), ' ', toString(hour), ' ', event_type, ' ', region, ' ', measure)";

  private static SparkSession spark;
  private static ObjectStore store;

  @BeforeAll
  static void start(BatchStack stack) {
    spark = SparkSessions.forBatch("test", stack.config().master(), stack.config().s3(), false);
    store = new ObjectStore(spark.sparkContext().hadoopConfiguration());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void agreesWithClickHouseOnTheFilesThatTheManifestNames(BatchStack stack) throws Exception {
    PublishedDataset dataset = new PublishedDataset(store, DATASET);
    RunId run = RunId.at(Instant.now());
    List<DataFile> files = new ArrayList<>();
    files.addAll(write(dataset, run, FIRST, 9_000));
    files.addAll(write(dataset, run, SECOND, 500));
    // What no manifest names counts for nothing.
    write(dataset, RunId.at(Instant.now()), SECOND, 700);
    dataset.publish(dataset.current(), run, file -> false, files);
    stack.execute(
        "INSERT INTO telecom.percentiles (day, hour, event_type) VALUES ('2024-02-28', -1, 'KEPT'),"
            + " ('2024-03-02', -1, 'REPLACED'), ('2024-03-02', -1, 'REPLACED')");

    JsonNode report = run(stack, Optional.empty());

    Map<String, List<Double>> sorted = sortedValues(stack, files);
    assertThat(sorted).hasSizeGreaterThan(500);
    Map<String, List<Double>> exact = stored(stack, "exact");
    Map<String, List<Double>> approximate = stored(stack, "approximate");
    assertThat(exact.keySet()).isEqualTo(approximate.keySet()).isEqualTo(sorted.keySet());
    Map<String, List<Double>> inclusive =
        percentiles(stack, files, "quantilesExactInclusive(0.5, 0.9, 0.95, 0.99, 0.999)");
    Map<String, List<Double>> sketch =
        percentiles(stack, files, "quantilesGK(100, 0.5, 0.9, 0.95, 0.99, 0.999)");
    double greatest = 0;
    for (String group : sorted.keySet()) {
      List<Double> values = sorted.get(group);
      // Whole ranks: half a one is rounded.
      double allowed = 1.0 / ACCURACY + 0.5 / values.size();
      for (int i = 0; i < SHARES.length; i++) {
        assertThat(exact.get(group).get(i))
            .as("%s at %s", group, SHARES[i])
            .isCloseTo(inclusive.get(group).get(i), within(1e-6));
        double error = rankError(values, SHARES[i], approximate.get(group).get(i));
        greatest = Math.max(greatest, error);
        assertThat(error).as("%s at %s", group, SHARES[i]).isLessThanOrEqualTo(allowed);
        assertThat(rankError(values, SHARES[i], sketch.get(group).get(i)))
            .as("ClickHouse's, %s at %s", group, SHARES[i])
            .isLessThanOrEqualTo(allowed);
      }
    }
    assertThat(greatest).as("a sketch this coarse is not exact").isPositive();
    assertThat(report.get("greatest_rank_error").asDouble()).isEqualTo(greatest);
    assertThat(stack.texts("SELECT toString(max(rank_error))" + ROWS))
        .containsExactly(Double.toString(greatest));
    assertThat(report.get("rows_read").asLong()).isEqualTo(9_500);
    assertThat(report.get("rows_kept").asLong()).isEqualTo(2L * sorted.size());
    assertThat(report.get("days").toString()).isEqualTo("[\"2024-03-01\",\"2024-03-02\"]");
    assertThat(stack.texts("SELECT event_type" + ROWS + " AND events = 0")).containsExactly("KEPT");

    List<String> before =
        stack.texts("SELECT toString(tuple(* EXCEPT run_id))" + ROWS + " ORDER BY ALL");
    run(stack, Optional.empty());
    assertThat(stack.texts("SELECT toString(tuple(* EXCEPT run_id))" + ROWS + " ORDER BY ALL"))
        .as("run again")
        .isEqualTo(before);
    report = run(stack, Optional.of(new Days(LocalDate.parse("2024-02-28"), FIRST.minusDays(1))));
    assertThat(report.get("days_without_rows").toString()).contains("2024-02-28", "2024-02-29");
    assertThat(stack.texts("SELECT DISTINCT toString(day)" + ROWS + " ORDER BY 1"))
        .containsExactly("2024-03-01", "2024-03-02");
    assertThat(stack.texts("SHOW TABLES FROM telecom LIKE 'percentiles\\_%'")).isEmpty();
  }

  @Test
  void tellsThatADatasetWasNeverPublished(BatchStack stack) {
    PercentilesInput input = new PercentilesInput("tests/nothing", Optional.empty(), ACCURACY);
    assertThatThrownBy(
            () -> new PercentilesJob(spark, stack.config(), RunId.at(Instant.now())).run(input))
        .isInstanceOf(BatchException.class)
        .hasMessage(
            "dataset tests/nothing was never published; run batch events-clean first, or name"
                + " another by --dataset");
  }

  private static JsonNode run(BatchStack stack, Optional<Days> days) throws Exception {
    return new ObjectMapper()
        .readTree(
            new PercentilesJob(spark, stack.config(), RunId.at(Instant.now()))
                .run(new PercentilesInput(DATASET, days, ACCURACY))
                .json());
  }

  /** Calls with skewed durations, sessions with volumes, and recharges of few amounts. */
  private static List<DataFile> write(PublishedDataset dataset, RunId run, LocalDate day, int rows)
      throws Exception {
    String folder = dataset.folderOf(run) + "events/date=" + day;
    Dataset<Row> events =
        spark
            .range(0, rows, 1, 2)
            .selectExpr(
                "id AS event_id",
                "element_at(array('CALL', 'DATA_SESSION', 'BALANCE_RECHARGE'), CAST(id % 3 + 1 AS"
                    + " INT)) AS event_type",
                "timestamp_micros(unix_micros(TIMESTAMP '"
                    + day
                    + " 00:00:00') + CAST(rand(5) * 86399999999 AS BIGINT)) AS event_time",
                "element_at(array('Almaty', 'Astana', 'Abai'), CAST(1 + floor(sqrt(rand(6) * 9))"
                    + " AS INT)) AS region",
                "IF(id % 3 < 2, CAST(pow(10, 4 * rand(7)) AS BIGINT), NULL) AS duration_seconds",
                "IF(id % 3 = 1, CAST(pow(10, 3 * rand(8)) AS DECIMAL(14, 3)), NULL) AS megabytes",
                "IF(id % 3 = 2, CAST(500 * ceil(5 * rand(9)) AS DECIMAL(14, 2)), NULL) AS amount");
    events.write().parquet(folder);
    List<DataFile> files = new ArrayList<>();
    for (String path : store.below(folder)) {
      long count = spark.read().parquet(path).count();
      files.add(new DataFile(path, "events", "test", "date=" + day, count, 1, ""));
    }
    return files;
  }

  private static Map<String, List<Double>> stored(BatchStack stack, String method) {
    return lists(
        stack.query(
            "SELECT "
                + GROUP
                + " AS k, toString([p50, p90, p95, p99, p999]) AS v"
                + ROWS
                + " AND method = '"
                + method
                + "'"));
  }

  private static Map<String, List<Double>> sortedValues(BatchStack stack, List<DataFile> files) {
    return percentiles(stack, files, "arraySort(groupArray");
  }

  /** What ClickHouse makes of the values of each group, read from the very files. */
  private static Map<String, List<Double>> percentiles(
      BatchStack stack, List<DataFile> files, String function) {
    String paths =
        String.join(
            ",",
            files.stream()
                .map(file -> file.path().substring("s3a://processed-data/".length()))
                .toList());
    String call = function.contains("(groupArray") ? function + "(v))" : function + "(v)";
    return lists(
        stack.query(
            "SELECT "
                + GROUP
                + " AS k, toString("
                + call
                + ") AS v FROM (SELECT toDate(event_time, 'UTC') AS day,"
                + " arrayJoin([toInt8(toHour(event_time, 'UTC')), -1]) AS hour, event_type,"
                + " arrayJoin([region, 'ALL']) AS region, m.1 AS measure,"
                + " assumeNotNull(m.2) AS v FROM (SELECT *, arrayJoin([('duration',"
                + " toFloat64(duration_seconds)), ('megabytes', toFloat64(megabytes)),"
                + " ('amount', toFloat64(amount))]) AS m FROM "
                + stack.parquet("processed-data/{" + paths + "}")
                + ") WHERE m.2 IS NOT NULL) GROUP BY day, hour, event_type, region, measure"));
  }

  private static Map<String, List<Double>> lists(List<GenericRecord> rows) {
    Map<String, List<Double>> lists = new TreeMap<>();
    for (GenericRecord row : rows) {
      List<Double> values = new ArrayList<>();
      for (String value : row.getString("v").replaceAll("[\\[\\]]", "").split(",")) {
        values.add(Double.valueOf(value));
      }
      assertThat(lists.put(row.getString("k"), values)).as(row.getString("k")).isNull();
    }
    return lists;
  }

  private static double rankError(List<Double> sorted, double share, double value) {
    long below = sorted.stream().filter(one -> one < value).count();
    long upTo = sorted.stream().filter(one -> one <= value).count();
    long rank = (long) Math.ceil(share * sorted.size());
    return (double) Math.max(0, Math.max(below + 1 - rank, rank - upTo)) / sorted.size();
  }
}
