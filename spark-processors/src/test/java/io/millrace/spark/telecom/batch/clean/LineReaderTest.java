package io.millrace.spark.telecom.batch.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {

  private static final Configuration HADOOP = new Configuration();
  private static final int LONGEST = 2_000_000;

  @TempDir Path folder;

  @Test
  void givesEachLineToOnePartWhereverItIsCut() throws Exception {
    byte[] bytes = "ab\n\nc\r\n\u00e9\nlast".getBytes(UTF_8);
    Path file = write("x.jsonl", bytes);
    List<String> whole = read(file, bytes.length, 0, Long.MAX_VALUE);
    assertThat(whole)
        .containsExactly("0 ab ends", "3  ends", "4 c\r ends", "7 \u00e9 ends", "10 last");
    for (int cut = 1; cut < bytes.length; cut++) {
      List<String> both = new ArrayList<>(read(file, bytes.length, 0, cut));
      both.addAll(read(file, bytes.length, cut, Long.MAX_VALUE));
      assertThat(both).as("cut at %s", cut).isEqualTo(whole);
    }
  }

  @Test
  void readsLinesOfAnyLengthInPartsOfAnySize() throws Exception {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      // Some longer than a block, none longer than allowed.
      int length = random.nextInt(20) == 0 ? random.nextInt(1_900_000) : random.nextInt(300);
      text.append("x".repeat(length)).append('\n');
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    Path file = write("x.jsonl", bytes);
    List<String> whole = read(file, bytes.length, 0, Long.MAX_VALUE);
    assertThat(whole).hasSize(400);
    List<String> inParts = new ArrayList<>();
    long start = 0;
    while (start < bytes.length) {
      long end = start + 1 + random.nextInt(3_000_000);
      inParts.addAll(read(file, bytes.length, start, end));
      start = end;
    }
    assertThat(inParts).isEqualTo(whole);
  }

  @Test
  void keepsTheBeginningOfALineThatIsTooLongAndGoesOnBehindIt() throws Exception {
    String text =
        "a\n" + "y".repeat(LONGEST + 5_000_000) + "\nb\n" + "z".repeat(LONGEST + 1_100_000);
    Path file = write("x.jsonl", text.getBytes(UTF_8));
    InputFile input = new InputFile(0, file.toUri().toString(), text.length());
    try (LineReader lines =
        new LineReader(new InputFile.Part(input, 0, Long.MAX_VALUE), LONGEST, HADOOP)) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.next()).isTrue();
      assertThat(lines.tooLong()).isTrue();
      assertThat(lines.bytes()).isEqualTo(LONGEST + 5_000_000L);
      assertThat(lines.offset()).isEqualTo(2);
      assertThat(lines.length()).isEqualTo(LineReader.KEPT_OF_TOO_LONG);
      assertThat(new String(lines.buffer(), lines.from(), lines.length(), UTF_8)).matches("y+");
      assertThat(lines.next()).isTrue();
      assertThat(new String(lines.buffer(), lines.from(), lines.length(), UTF_8)).isEqualTo("b");
      assertThat(lines.offset()).isEqualTo(LONGEST + 5_000_003L);
      assertThat(lines.next()).isTrue();
      assertThat(lines.tooLong()).isTrue();
      assertThat(lines.bytes()).isEqualTo(LONGEST + 1_100_000L);
      assertThat(lines.offset()).isEqualTo(LONGEST + 5_000_005L);
      assertThat(lines.terminated()).isFalse();
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void leavesOutAByteOrderMarkAndTellsAnEmptyFile() throws Exception {
    byte[] marked = "\ufeffa\n".getBytes(UTF_8);
    InputFile file = new InputFile(0, write("m.jsonl", marked).toUri().toString(), marked.length);
    try (LineReader lines =
        new LineReader(new InputFile.Part(file, 0, Long.MAX_VALUE), LONGEST, HADOOP)) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.bom()).isTrue();
      assertThat(lines.offset()).isEqualTo(3);
      assertThat(lines.bytes()).isEqualTo(1);
      assertThat(lines.next()).isFalse();
      assertThat(lines.empty()).isFalse();
    }
    for (String empty : List.of("", "\ufeff")) {
      byte[] bytes = empty.getBytes(UTF_8);
      InputFile none = new InputFile(0, write("e.jsonl", bytes).toUri().toString(), bytes.length);
      try (LineReader lines =
          new LineReader(new InputFile.Part(none, 0, Long.MAX_VALUE), LONGEST, HADOOP)) {
        assertThat(lines.next()).isFalse();
        assertThat(lines.empty()).isTrue();
      }
    }
  }

  @Test
  void saysThatCompressedBytesBreakOffAfterTheLinesThatCame() throws Exception {
    Path file = folder.resolve("x.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("a\nb\n".getBytes(UTF_8));
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 6));
    InputFile input = new InputFile(0, file.toUri().toString(), bytes.length - 6);
    try (LineReader lines =
        new LineReader(new InputFile.Part(input, 0, Long.MAX_VALUE), LONGEST, HADOOP)) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.next()).isTrue();
      assertThat(lines.next()).isFalse();
      assertThat(lines.damaged()).isTrue();
    }
  }

  private Path write(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }

  private static List<String> read(Path file, long bytes, long start, long end) throws Exception {
    InputFile input = new InputFile(0, file.toUri().toString(), bytes);
    List<String> read = new ArrayList<>();
    try (LineReader lines =
        new LineReader(new InputFile.Part(input, start, end), LONGEST, HADOOP)) {
      while (lines.next()) {
        String text = new String(lines.buffer(), lines.from(), lines.length(), UTF_8);
        assertThat(lines.ascii()).isEqualTo(text.chars().allMatch(c -> c < 0x80));
        read.add(
            lines.offset()
                + " "
                + (text.length() > 100 ? text.length() : text)
                + (lines.terminated() ? " ends" : ""));
      }
    }
    return read;
  }
}
