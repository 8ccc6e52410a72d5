package io.millrace.simulator.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.simulator.generate.Recount.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar against what a stranger finds in the files. */
class EventFilesTest {

  private static final Instant START = Instant.parse("2026-03-01T22:58:00Z");
  private static final long SIZE = 4_000_000;
  private static final int LONG_LINE = 150_000;

  @TempDir Path folder;

  @Test
  void saysExactlyWhatItPlanted() throws Exception {
    generate(folder, 7, 2, 0.01);
    JsonNode sidecar = sidecar();
    Recount recount = new Recount();
    Map<String, Long> totals = new TreeMap<>();
    for (JsonNode file : sidecar.get("files")) {
      Counted counted = recount.file(folder.resolve(file.get("name").asText()));
      assertThat(counts(file.get("planted")))
          .as(file.get("name").asText())
          .isEqualTo(counted.kinds());
      assertThat(file.get("bytes").asLong()).isEqualTo(counted.bytes());
      assertThat(file.get("lines").asLong()).isEqualTo(counted.lines());
      assertThat(file.get("events").asLong()).isEqualTo(counted.events());
      counted.kinds().forEach((kind, count) -> totals.merge(kind, count, Long::sum));
    }
    assertThat(counts(sidecar.get("planted"))).isEqualTo(totals);
    assertThat(totals.keySet())
        .as("every kind is there")
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(PlantedKind.values()).map(PlantedKind::id).toList());
    assertThat(sidecar.get("files"))
        .extracting(f -> f.get("compression").asText())
        .contains("none", "gzip", "zstd");
  }

  @Test
  void isAsLargeAsItWasAskedFor() throws Exception {
    generate(folder, 7, 2, 0.01);
    assertThat(sidecar().get("bytes").asLong())
        .isBetween(SIZE, SIZE + (FilePlan.FEWEST_FILES + 1L) * LONG_LINE);
    assertThat(sidecar().get("long_line_bytes").asLong()).isEqualTo(LONG_LINE);
    long longest = 0;
    for (Path file : files(folder)) {
      if (file.toString().endsWith(".jsonl")) {
        for (byte[] line : lines(Files.readAllBytes(file))) {
          longest = Math.max(longest, line.length);
        }
      }
    }
    assertThat(longest).isEqualTo(LONG_LINE);
  }

  @Test
  void writesTheSameBytesWhateverTheThreads() throws Exception {
    Path other = folder.resolve("other");
    Path third = folder.resolve("third");
    generate(folder.resolve("one"), 7, 1, 0.01);
    generate(other, 7, 3, 0.01);
    generate(third, 8, 3, 0.01);

    assertThat(contents(other)).isEqualTo(contents(folder.resolve("one")));
    assertThat(contents(third)).isNotEqualTo(contents(other));
  }

  @Test
  void plantsNothingIntoLinesThatItIsNotAskedTo() throws Exception {
    generate(folder, 7, 2, 0);
    Map<String, Long> planted = counts(sidecar().get("planted"));
    assertThat(planted)
        .containsOnlyKeys("bom", "empty_file", "overlong_line", "truncated_last_line");
  }

  @Test
  void plantsAboutAsMuchAsItIsAskedTo() throws Exception {
    generate(folder, 7, 2, 0.02);
    double events = sidecar().get("events").asDouble();
    for (String kind : new String[] {"broken_json", "null_value", "blank_line", "time_day_first"}) {
      // Twenty thousand draws: five standard deviations are a quarter.
      assertThat(sidecar().get("planted").get(kind).asLong() / events).isBetween(0.014, 0.026);
    }
  }

  @Test
  void replacesAnEarlierSetAndNothingElse() throws Exception {
    Files.writeString(folder.resolve("telecom-events-00099.jsonl"), "old");
    Files.writeString(folder.resolve("mine.jsonl"), "kept");
    generate(folder, 7, 2, 0.01);
    assertThat(folder.resolve("telecom-events-00099.jsonl")).doesNotExist();
    assertThat(folder.resolve("mine.jsonl")).hasContent("kept");
    assertThat(files(folder)).hasSize(FilePlan.FEWEST_FILES + 3);
  }

  @Test
  void turnsWrongSettingsAway() {
    assertThatThrownBy(() -> config(folder, 10, 1, 0.01))
        .hasMessage("size is 10; allowed: 100000 to 1000000000000");
    assertThatThrownBy(() -> config(folder, SIZE, 1, 0.2))
        .hasMessageContaining("is 0.2; allowed: 0 to 0.05");
    assertThatThrownBy(() -> PlantedKind.of("mud"))
        .hasMessageStartingWith("kind is mud; allowed: broken_json, wrong_type");
    assertThatThrownBy(() -> Shares.usualWith(Map.of(PlantedKind.BOM, 0.01)))
        .hasMessageContaining("bom is planted into files");
  }

  private static void generate(Path folder, long seed, int threads, double share) throws Exception {
    GeneratorConfig config = config(folder, SIZE, threads, share);
    new EventFiles(
            new GeneratorConfig(
                config.folder(),
                config.size(),
                config.fileSize(),
                seed,
                config.start(),
                config.subscribers(),
                config.shares(),
                config.longLines(),
                config.longLineBytes(),
                config.threads()))
        .generate();
  }

  private static GeneratorConfig config(Path folder, long size, int threads, double share) {
    Map<PlantedKind, Double> shares = new HashMap<>();
    Shares.usual().byKind().keySet().forEach(kind -> shares.put(kind, share));
    return new GeneratorConfig(
        folder, size, 1_000_000, 7, START, 2_000, new Shares(shares), 2, LONG_LINE, threads);
  }

  private JsonNode sidecar() throws IOException {
    return new ObjectMapper().readTree(folder.resolve(EventFiles.SIDECAR).toFile());
  }

  /** Without the kinds that are not there. */
  private static Map<String, Long> counts(JsonNode planted) {
    Map<String, Long> counts = new TreeMap<>();
    planted
        .fields()
        .forEachRemaining(
            entry -> {
              if (entry.getValue().asLong() > 0) {
                counts.put(entry.getKey(), entry.getValue().asLong());
              }
            });
    return counts;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Map<String, Integer> contents(Path folder) throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    for (Path file : files(folder)) {
      contents.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
    }
    return contents;
  }

  private static List<byte[]> lines(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(Arrays.copyOfRange(bytes, begin, i));
        begin = i + 1;
      }
    }
    return lines;
  }
}
