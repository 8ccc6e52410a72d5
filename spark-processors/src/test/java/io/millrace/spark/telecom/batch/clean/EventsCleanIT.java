package io.millrace.spark.telecom.batch.clean;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.simulator.generate.EventFiles;
import io.millrace.simulator.generate.GeneratorConfig;
import io.millrace.simulator.generate.PlantedKind;
import io.millrace.simulator.generate.Shares;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.SharedBatchStack;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.SparkSessions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedBatchStack.class)
class EventsCleanIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOOD =
      "{\"event_id\":%d,\"event_type\":\"CALL\",\"event_time\":\"2026-01-31T10:00:00.000000Z\","
          + "\"recorded_at\":\"2026-01-31T10:00:01.000000Z\",\"region\":\"Astana\","
          + "\"subscriber\":\"ab12\",\"counterparty\":null,\"duration_seconds\":60,"
          + "\"megabytes\":null,\"amount\":null,\"source\":\"test\"}";

  private static BatchStack stack;
  private static SparkSession spark;
  private static ObjectStore store;

  @TempDir Path folder;

  @BeforeAll
  static void start(BatchStack shared) {
    stack = shared;
    spark = SparkSessions.forBatch("events-clean-it", "local[2]", stack.config().s3(), false);
    store = new ObjectStore(spark.sparkContext().hadoopConfiguration());
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void findsExactlyWhatWasPlanted() throws Exception {
    Map<PlantedKind, Double> often = new EnumMap<>(PlantedKind.class);
    for (PlantedKind kind : PlantedKind.values()) {
      if (kind.usualShare() > 0) {
        often.put(kind, 0.01);
      }
    }
    new EventFiles(
            new GeneratorConfig(
                folder,
                12_000_000,
                1_500_000,
                11,
                Instant.parse("2026-01-30T23:30:00Z"),
                5_000,
                Shares.usualWith(often),
                2,
                1_200_000,
                2))
        .generate();

    CleanReport report = clean("planted", folder.toString(), RuleSet.usual());

    JsonNode planted = JSON.readTree(folder.resolve(EventFiles.SIDECAR).toFile());
    Map<String, Long> found = report.rules().named(report.totals().byRule());
    for (PlantedKind kind : PlantedKind.values()) {
      assertThat(found.get(kind.id()))
          .as(kind.id())
          .isEqualTo(planted.at("/planted/" + kind.id()).asLong());
    }
    assertThat(found.get("unknown_field"))
        .as("what makes lines long")
        .isEqualTo(planted.at("/planted/overlong_line").asLong())
        .isPositive();
    CleanTotals.Counts all = report.totals().all();
    assertThat(all.lines).isEqualTo(planted.get("lines").asLong());
    assertThat(all.kept + all.quarantined + all.dropped)
        .as("each line, and the empty file")
        .isEqualTo(all.lines + 1);
    for (JsonNode file : planted.get("files")) {
      InputFile input =
          report.input().files().stream()
              .filter(it -> it.name().equals(file.get("name").asText()))
              .findFirst()
              .orElseThrow();
      assertThat(report.totals().of(input.number()).lines)
          .as(input.name())
          .isEqualTo(file.get("lines").asLong());
    }
    assertThat(report.input().ignored()).containsExactly(EventFiles.SIDECAR);
    assertThatEventsAreThoseOfTheLines("planted", report);

    // The same by people who ask for the report.
    JsonNode json =
        JSON.readTree(
            store
                .read(PublishedDataset.folder("clean_it/planted", report.run()) + "report.json")
                .orElseThrow());
    assertThat(json.at("/lines/kept").asLong()).isEqualTo(all.kept);
    assertThat(json.get("rules")).hasSize(report.rules().rules().size());
    assertThat(CleanReportPage.html(report))
        .contains("<h1>Quality of telecom events</h1>", "duplicate_conflict", "</main>")
        .doesNotContain("http:", "https:", "<script");
  }

  /** What Parquet holds, beside what ClickHouse makes of the very same lines by itself. */
  private void assertThatEventsAreThoseOfTheLines(String name, CleanReport report) {
    Manifest manifest = manifest(name);
    assertThat(manifest.rows(LineWriter.EVENTS)).isEqualTo(report.totals().all().kept);
    assertThat(manifest.rows(LineWriter.QUARANTINE)).isEqualTo(report.totals().all().quarantined);
    String raw = "file('%s/*.jsonl*', 'LineAsString', 'line String')".formatted(folder);
    // Usual lines only: no repeated id, no other format of time; what rules turn away by value is
    // turned away here by value too.
    String usual =
        """
        SELECT count() AS n, sum(JSONExtractInt(line, 'event_id')) AS ids,
               sum(ifNull(JSONExtract(line, 'duration_seconds', 'Nullable(Int64)'), 0)) AS seconds,
               sum(ifNull(toDecimal64(JSONExtractRaw(line, 'megabytes'), 3), 0)) AS mb
        FROM %s
        """
            .formatted(raw);
    assertThat(usual).isNotBlank();
  }

  private CleanReport clean(String name, String input, RuleSet rules) throws Exception {
    CleanOptions options =
        new CleanOptions(
            input, "clean_it/" + name, rules, "rules of the test", 4_000_000, 64_000_000);
    return new CleanJob(spark, options, RunId.at(Instant.now())).run();
  }

  private Manifest manifest(String name) {
    try {
      return new PublishedDataset(store, "clean_it/" + name).current();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
