package io.millrace.recordings.flights;

import io.millrace.recordings.RejectsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What could not be read as a state: counted, the first ones named, all of them kept in a file. */
public final class Rejects implements RejectSink, AutoCloseable {

  private static final int NAMED = 20;
  private static final int LONGEST_TEXT = 4_000;

  private final Path path;
  private final RejectsFile file;
  private final List<Reject> first = new ArrayList<>();

  /** Read by metrics, too. */
  private final AtomicLong count = new AtomicLong();

  /** Rejects that are kept in a file, which is created at the first of them. */
  public Rejects(Path path) {
    this.path = path;
    this.file = new RejectsFile(path, StandardCharsets.UTF_8);
  }

  /**
   * One piece of input that is no state.
   *
   * @param position where it is, such as {@code state 12}, {@code line 3} or {@code byte 4096}
   * @param reason what is wrong with it, naming the value
   * @param remedy what to do about it
   * @param text the original; the file keeps its first 4,000 characters
   */
  public record Reject(String position, String reason, String remedy, String text) {}

  /**
   * Counts and keeps one.
   *
   * @throws IOException if the file cannot be written
   */
  @Override
  public void add(Reject reject) throws IOException {
    count.incrementAndGet();
    if (first.size() < NAMED) {
      first.add(reject);
    }
    file.add(
        reject.position(),
        oneLine(reject.reason() + "; " + reject.remedy()),
        oneLine(
            reject.text().length() > LONGEST_TEXT
                ? reject.text().substring(0, LONGEST_TEXT)
                : reject.text()));
  }

  /** How many there were; any thread may ask. */
  public long count() {
    return count.get();
  }

  /** The first 20. */
  public List<Reject> first() {
    return List.copyOf(first);
  }

  /** Where they are kept. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static String oneLine(String text) {
    return text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
  }
}
