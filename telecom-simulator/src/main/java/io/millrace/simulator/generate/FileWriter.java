package io.millrace.simulator.generate;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Writes the bytes of a file and counts what it holds. */
final class FileWriter implements AutoCloseable {

  private static final int BUFFER_BYTES = 256 << 10;

  private final Path file;
  private final FilePlan plan;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final Map<PlantedKind, Long> planted = new EnumMap<>(PlantedKind.class);
  private int buffered;
  private long bytes;
  private long lines;
  private long events;

  FileWriter(Path folder, FilePlan plan) throws IOException {
    this.file = folder.resolve(plan.name());
    this.plan = plan;
    OutputStream stored = Files.newOutputStream(file);
    this.out =
        switch (plan.compression()) {
          case NONE -> stored;
          case GZIP -> new GZIPOutputStream(stored, BUFFER_BYTES);
          case ZSTD -> new ZstdOutputStream(stored);
        };
  }

  long bytes() {
    return bytes;
  }

  void write(byte[] from, int length) throws IOException {
    bytes += length;
    if (length > BUFFER_BYTES - buffered) {
      flush();
      if (length >= BUFFER_BYTES) {
        out.write(from, 0, length);
        return;
      }
    }
    System.arraycopy(from, 0, buffer, buffered, length);
    buffered += length;
  }

  /** A line, whose end is its line feed or that of the file. */
  void line(LineBuffer line) throws IOException {
    write(line.bytes(), line.length());
    lines++;
  }

  void event() {
    events++;
  }

  void planted(PlantedKind kind) {
    planted.merge(kind, 1L, Long::sum);
  }

  private void flush() throws IOException {
    out.write(buffer, 0, buffered);
    buffered = 0;
  }

  /** What was written, once it is closed. */
  PlantedFile written() throws IOException {
    return new PlantedFile(
        plan.name(), plan.compression().id(), bytes, Files.size(file), lines, events, planted);
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
