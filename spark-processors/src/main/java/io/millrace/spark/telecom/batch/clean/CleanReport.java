package io.millrace.spark.telecom.batch.clean;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.batch.dataset.DataFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run found, rule by rule and file by file: as JSON for programs, as a page for people.
 *
 * @param totals of all lines
 * @param files that were written
 */
record CleanReport(
    CleanOptions options,
    RunId run,
    Instant began,
    Instant ended,
    InputFiles input,
    RuleSet rules,
    CleanTotals totals,
    List<DataFile> files) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MEGABYTE = 1e6;

  /** The report's names, in the run's folder. */
  static final String JSON_NAME = "report.json";

  static final String PAGE_NAME = "report.html";

  /** How long it took, s. */
  double seconds() {
    return Math.max(0.001, Duration.between(began, ended).toMillis() / 1_000.0);
  }

  /** How long the lines were together, uncompressed, bytes. */
  long lineBytes() {
    return totals.all().bytes + totals.all().lines;
  }

  /** Bytes of a table's files. */
  long bytes(String table) {
    return files.stream()
        .filter(file -> file.table().equals(table))
        .mapToLong(DataFile::bytes)
        .sum();
  }

  /** Files of a table. */
  long files(String table) {
    return files.stream().filter(file -> file.table().equals(table)).count();
  }

  /** Writes both forms. */
  void store(ObjectStore store, String folder) throws IOException {
    store.write(folder + JSON_NAME, json());
    store.write(folder + PAGE_NAME, CleanReportPage.html(this));
  }

  /** For people at a terminal, and for the ledger of runs. */
  RunReport summary(String folder) {
    CleanTotals.Counts all = totals.all();
    Map<String, Long> counted = new LinkedHashMap<>();
    rules
        .named(totals.byRule())
        .forEach(
            (name, count) -> {
              if (count > 0) {
                counted.put(name, count);
              }
            });
    return new RunReport()
        .with("job", CleanJob.NAME)
        .with("run", run.text())
        .with("input", input.input())
        .with("input_files", input.files().size())
        .with("files_not_read", input.ignored())
        .with("input_bytes", input.bytes())
        .with("rows_read", all.lines)
        .with("rows_kept", all.kept)
        .with("rows_kept_fixed", all.fixed)
        .with("rows_quarantined", all.quarantined)
        .with("rows_dropped", all.dropped)
        .with("rows_by_rule", counted)
        .with("output_files", files.size())
        .with("output_bytes", files.stream().mapToLong(DataFile::bytes).sum())
        .with("seconds", seconds())
        .with("megabytes_per_second", lineBytes() / MEGABYTE / seconds())
        .with("report", folder + PAGE_NAME);
  }

  /** One JSON object; counts of a rule that met nothing are there too, as 0. */
  String json() {
    ObjectNode report = JSON.createObjectNode();
    report.put("job", CleanJob.NAME).put("run", run.text()).put("dataset", options.dataset());
    report.put("input", input.input()).put("rules_of", options.rulesName());
    report.put("began_at", began.toString()).put("ended_at", ended.toString());
    report.put("input_bytes", input.bytes()).put("line_bytes", lineBytes());
    counts(report.putObject("lines"), totals.all());
    rules(report.putArray("rules"));
    files(report.putArray("input_files"));
    ObjectNode hours = report.putObject("kept_by_hour");
    totals.keptByHour().forEach((hour, count) -> hours.put(hour(hour), count));
    ArrayNode output = report.putArray("output_files");
    for (DataFile file : files) {
      output.addPOJO(file);
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of texts and numbers is always JSON", e);
    }
  }

  private static String hour(long hour) {
    return Instant.ofEpochSecond(hour * 3_600).toString();
  }

  private void rules(ArrayNode into) {
    long[] counts = totals.byRule();
    for (int i = 0; i < counts.length; i++) {
      CleaningRule rule = rules.rules().get(i);
      ObjectNode entry = into.addObject();
      entry.put("name", rule.name()).put("title", rule.title()).put("when", rule.when());
      entry.put("action", rule.action().id()).put("severity", rule.severity().id());
      entry.put("lines", counts[i]);
      ArrayNode examples = entry.putArray("examples");
      for (CleanTotals.Example example : totals.examples(i)) {
        examples
            .addObject()
            .put("file", input.files().get(example.file()).name())
            .put("offset", example.offset())
            .put("line", example.text());
      }
    }
  }

  private void files(ArrayNode into) {
    Map<Integer, CleanTotals.Counts> byFile = totals.byFile();
    for (InputFile file : input.files()) {
      ObjectNode entry = into.addObject();
      entry.put("name", file.name()).put("bytes", file.bytes());
      counts(entry, byFile.getOrDefault(file.number(), new CleanTotals.Counts()));
    }
  }

  private static void counts(ObjectNode into, CleanTotals.Counts counts) {
    into.put("read", counts.lines)
        .put("kept", counts.kept)
        .put("fixed", counts.fixed)
        .put("quarantined", counts.quarantined)
        .put("dropped", counts.dropped);
  }
}
