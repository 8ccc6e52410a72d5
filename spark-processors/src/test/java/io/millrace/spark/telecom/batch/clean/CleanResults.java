package io.millrace.spark.telecom.batch.clean;

import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.Manifest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run left, as tests compare it. */
final class CleanResults {

  private CleanResults() {}

  static long count(CleanReport report, String rule) {
    return report.rules().named(report.totals().byRule()).getOrDefault(rule, -1L);
  }

  static Map<String, Long> counted(CleanReport report) {
    Map<String, Long> counted = report.rules().named(report.totals().byRule());
    counted.values().removeIf(count -> count == 0);
    return counted;
  }

  static List<String> checksums(List<DataFile> files) {
    return files.stream().map(DataFile::checksum).sorted().toList();
  }

  /** As ClickHouse's {@code s3()} takes several objects. */
  static String files(Manifest manifest, String table) {
    return manifest.of(table).stream()
        .map(file -> file.path().substring("s3a://processed-data/".length()))
        .collect(Collectors.joining(",", "processed-data/{", "}"));
  }
}
