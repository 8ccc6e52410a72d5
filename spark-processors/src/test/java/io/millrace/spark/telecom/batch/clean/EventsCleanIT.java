package io.millrace.spark.telecom.batch.clean;

import static io.millrace.spark.telecom.batch.clean.CleanResults.checksums;
import static io.millrace.spark.telecom.batch.clean.CleanResults.counted;
import static io.millrace.spark.telecom.batch.clean.CleanResults.files;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.telecom.TelecomRow;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.batch.SharedBatchStack;
import io.millrace.spark.batch.dataset.Manifest;
import io.millrace.spark.batch.dataset.PublishedDataset;
import io.millrace.spark.config.SparkSessions;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedBatchStack.class)
class EventsCleanIT {

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
  void readsEveryKindOfFileAndLine() throws Exception {
    write("a.jsonl", new byte[0]);
    write("b.jsonl", GOOD.formatted(1).getBytes(UTF_8));
    write(
        "c.ndjson", (GOOD.formatted(2) + "\r\n" + GOOD.formatted(3) + "\r\n\r\n").getBytes(UTF_8));
    write("d.jsonl.gz", twoMembers(GOOD.formatted(4) + "\n", GOOD.formatted(5) + "\n"));
    byte[] whole = twoMembers(GOOD.formatted(6) + "\n", "x".repeat(10_000));
    write("e.jsonl.gz", Arrays.copyOf(whole, whole.length - 4));
    write("f.jsonl.gz", "not compressed at all\n".getBytes(UTF_8));
    write(
        "g.jsonl",
        ("\u2028\n[1]\n7\n" + GOOD.formatted(7) + GOOD.formatted(8) + "\n").getBytes(UTF_8));
    write(
        "h.jsonl",
        (GOOD.formatted(9).replace("\"source\"", "\"event_id\":10,\"source\"")
                + "\n"
                + GOOD.formatted(11).replace("Z\",\"recorded", "\",\"recorded")
                + "\n"
                + GOOD.formatted(12).replace("\"megabytes\":null", "\"megabytes\":\"1.2345\"")
                + "\n"
                + GOOD.formatted(13).replace("test", "t\\u00e9st \u043f")
                + "\n")
            .getBytes(UTF_8));
    write("notes.txt", "no lines".getBytes(UTF_8));
    // Longer than a block, and one that is longer than allowed.
    try (OutputStream out = Files.newOutputStream(folder.resolve("i.jsonl"))) {
      out.write(GOOD.formatted(14).replace("}", ",\"note\":\"").getBytes(UTF_8));
      out.write("x".repeat(50_000_000).getBytes(UTF_8));
      out.write(("\"}\n" + GOOD.formatted(15) + "\n").getBytes(UTF_8));
      out.write("y".repeat(70_000_000).getBytes(UTF_8));
      out.write(("\n" + GOOD.formatted(16)).getBytes(UTF_8));
    }

    CleanReport report = clean("kinds", folder.toString(), RuleSet.usual());

    assertThat(counted(report))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("empty_file", 1L),
                Map.entry("blank_line", 1L),
                Map.entry("damaged_file", 2L),
                Map.entry("truncated_last_line", 1L),
                Map.entry("broken_json", 1L),
                Map.entry("not_an_object", 3L),
                Map.entry("repeated_field", 1L),
                Map.entry("time_without_zone", 1L),
                Map.entry("too_long", 1L),
                Map.entry("overlong_line", 1L),
                Map.entry("unknown_field", 1L),
                Map.entry("number_as_text", 1L)));
    Manifest manifest = dataset("kinds").current();
    assertThat(
            stack.texts(
                "SELECT toString(event_id) FROM "
                    + stack.parquet(files(manifest, LineWriter.EVENTS))
                    + " ORDER BY event_id"))
        .containsExactly("1", "2", "3", "4", "5", "6", "12", "13", "14", "15", "16");
    assertThat(
            stack.texts(
                "SELECT concat(ifNull(toString(megabytes), '-'), ' ', source) FROM "
                    + stack.parquet(files(manifest, LineWriter.EVENTS))
                    + " WHERE event_id IN (12) OR source != 'test' ORDER BY event_id"))
        .containsExactly("1.235 test", "- tést п");
    assertThat(
            stack.texts(
                "SELECT concat(reason, ' ', toString(line_bytes), ' ', toString(length(line)), ' ',"
                    + " toString(line_offset)) FROM "
                    + stack.parquet(files(manifest, LineWriter.QUARANTINE))
                    + " WHERE reason = 'too_long'"))
        .singleElement()
        .asString()
        .startsWith("too_long 70000000 65536 ");
    assertThat(report.input().ignored()).containsExactly("notes.txt");
    JsonNode stored =
        new ObjectMapper()
            .readTree(
                store
                    .read(PublishedDataset.folder("clean_it/kinds", report.run()) + "report.json")
                    .orElseThrow());
    assertThat(stored.at("/lines/kept").asLong()).isEqualTo(11);
    assertThat(stored.get("rules")).hasSize(report.rules().rules().size());
    assertThat(CleanReportPage.html(report))
        .contains("<h1>Quality of telecom events</h1>", "duplicate_conflict", "</main>")
        .doesNotContain("http:", "https:", "<script");
  }

  @Test
  void replacesWhatAnEarlierRunOfTheSameInputWroteAndNothingElse() throws Exception {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(one.resolve("x.jsonl"), GOOD.formatted(1) + "\n" + GOOD.formatted(2) + "\n");
    Files.writeString(other.resolve("x.jsonl"), GOOD.formatted(3) + "\nbad\n");
    clean("again", one.toString(), RuleSet.usual());
    clean("again", other.toString(), RuleSet.usual());
    assertThat(dataset("again").current().rows(LineWriter.EVENTS)).isEqualTo(3);

    // Tasks that died half-way, as a killed run leaves them.
    String lost = dataset("again").folderOf(RunId.at(Instant.now())) + "events/x.parquet";
    store.write(lost, "half");
    Files.writeString(one.resolve("y.jsonl"), GOOD.formatted(2) + "\n" + GOOD.formatted(4) + "\n");
    CleanReport second = clean("again", one.toString(), RuleSet.usual());
    CleanReport third = clean("again", one.toString(), RuleSet.usual());

    assertThat(counted(second)).containsExactlyEntriesOf(Map.of("duplicate_exact", 1L));
    Manifest now = dataset("again").current();
    assertThat(now.version()).isEqualTo(4);
    assertThat(now.rows(LineWriter.EVENTS)).isEqualTo(4);
    assertThat(now.rows(LineWriter.QUARANTINE)).isEqualTo(1);
    assertThat(checksums(third.files())).isEqualTo(checksums(second.files()));
    assertThat(
            stack.texts(
                "SELECT toString(event_id) FROM "
                    + stack.parquet(files(now, LineWriter.EVENTS))
                    + " ORDER BY event_id"))
        .containsExactly("1", "2", "3", "4");
  }

  @Test
  void publishesWhatIsKeptApartOfAFileThatIsAllDirt() throws Exception {
    Files.writeString(folder.resolve("dirt.jsonl"), "{\n\n[]\n" + GOOD.formatted(1).substring(9));
    CleanReport report = clean("dirt", folder.toString(), RuleSet.usual());

    assertThat(counted(report))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "broken_json",
                1L,
                "blank_line",
                1L,
                "not_an_object",
                1L,
                "truncated_last_line",
                1L));
    assertThat(dataset("dirt").current().of(LineWriter.EVENTS)).isEmpty();
    assertThat(dataset("dirt").current().rows(LineWriter.QUARANTINE)).isEqualTo(3);

    // Nothing at all is left of it when the file is emptied.
    Files.writeString(folder.resolve("dirt.jsonl"), "");
    assertThat(counted(clean("dirt", folder.toString(), RuleSet.usual())))
        .containsExactlyEntriesOf(Map.of("empty_file", 1L));
    assertThat(dataset("dirt").current().files()).isEmpty();
  }

  @Test
  void judgesByRulesThatAreNoCode() throws Exception {
    Files.writeString(
        folder.resolve("x.jsonl"),
        GOOD.formatted(1).replace("Astana", "Akmola")
            + "\n"
            + GOOD.formatted(2).replace("Astana", "Tselinograd")
            + "\n"
            + GOOD.formatted(2).replace("Astana", "Tselinograd")
            + "\n"
            + GOOD.formatted(3).replace("\"Astana\"", "null")
            + "\n");
    RuleSet rules =
        RuleSet.read(
            "x.json",
            """
            {"rules": [
              // Of old: the city has had several names.
              {"name": "old_name", "when": "region IN ('Tselinograd', 'Akmola')", "action": "fix",
               "severity": "info", "set": {"region": "'Astana'", "duration_seconds": "duration_seconds + 1"}},
              {"name": "not_the_capital", "when": "region <> 'Astana'", "action": "quarantine"},
              {"name": "again", "when": "duplicate IS NOT NULL", "action": "drop"}
            ]}
            """);

    CleanReport report = clean("by_data", folder.toString(), rules);

    assertThat(counted(report))
        .containsExactlyInAnyOrderEntriesOf(Map.of("old_name", 2L, "again", 1L, "incomplete", 1L));
    assertThat(
            stack.texts(
                "SELECT concat(toString(event_id), ' ', region, ' ', toString(duration_seconds)) FROM "
                    + stack.parquet(files(dataset("by_data").current(), LineWriter.EVENTS))
                    + " ORDER BY event_id"))
        .as("set once, also where lines were judged twice")
        .containsExactly("1 Astana 61", "2 Astana 61");
  }

  @Test
  void namesTheRuleAndWhatIsWrongWithIt() {
    assertThatThrownBy(() -> clean("wrong", folder.toString(), rule("regio = 'Astana'")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("rule mine")
        .hasMessageContaining("regio")
        .hasMessageContaining("event_time_format");
    assertThatThrownBy(() -> clean("wrong", folder.toString(), rule("duration_seconds + 1")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("a condition of true or false; that of rule mine is bigint");
    assertThatThrownBy(() -> clean("wrong", folder.toString(), RuleSet.usual()))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("it holds no file named *.jsonl or *.ndjson");
    assertThatThrownBy(() -> clean("wrong", folder + "/nowhere", RuleSet.usual()))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("/nowhere");
  }

  private static RuleSet rule(String when) {
    return RuleSet.read(
        "x.json",
        "{\"rules\":[{\"name\":\"mine\",\"when\":\"" + when + "\",\"action\":\"quarantine\"}]}");
  }

  /** Rules that are data here are code in the stream: both must say the same of every event. */
  @Test
  void saysOfEventsWhatTheStreamSays() throws Exception {
    RandomEvents random = new RandomEvents(new Random(5));
    List<String> lines = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      TelecomRow row = random.next(i);
      lines.add(RandomEvents.line(row));
      TelecomRule.firstBroken(row)
          .ifPresent(rule -> expected.add(row.eventId() + " " + rule.reason()));
    }
    Files.write(folder.resolve("x.jsonl"), lines);

    clean("stream", folder.toString(), RuleSet.usual());

    assertThat(
            stack.texts(
                "SELECT concat(toString(JSONExtractInt(line, 'event_id')), ' ', reason) FROM "
                    + stack.parquet(files(dataset("stream").current(), LineWriter.QUARANTINE))
                    + " ORDER BY JSONExtractInt(line, 'event_id')"))
        .isEqualTo(expected);
    assertThat(expected.stream().map(line -> line.split(" ")[1]).collect(Collectors.toSet()))
        .as("every rule of values is met")
        .hasSize(TelecomRule.values().length - 1);
  }

  private void write(String name, byte[] bytes) throws Exception {
    Files.write(folder.resolve(name), bytes);
  }

  private static byte[] twoMembers(String first, String second) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String member : List.of(first, second)) {
      try (OutputStream out = new GZIPOutputStream(bytes)) {
        out.write(member.getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private CleanReport clean(String name, String input, RuleSet rules) throws Exception {
    CleanOptions options =
        new CleanOptions(
            input, "clean_it/" + name, rules, "rules of the test", 4_000_000, 64_000_000);
    return new CleanJob(spark, options, RunId.at(Instant.now())).run();
  }

  private static PublishedDataset dataset(String name) {
    return new PublishedDataset(store, "clean_it/" + name);
  }
}
