package io.millrace.spark.retail;

import io.millrace.spark.batch.BatchException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file with the lines on which they begin. A quoted field may span lines; a
 * quotation that does not end within {@value #LONGEST_RECORD} lines spoils the line on which it
 * begins and none after it. Empty lines are no records.
 */
final class RecordReader implements Iterator<RecordReader.Record>, Closeable {

  private static final int LONGEST_RECORD = 100;

  /**
   * One record.
   *
   * @param line on which it begins, from 1
   * @param text of it, without the line end
   * @param open whether a quotation in it does not end
   */
  record Record(long line, String text, boolean open) {}

  private final BufferedReader reader;
  private final String file;
  private final String separators;
  private final Deque<String> readAhead = new ArrayDeque<>();
  private long line;
  private @Nullable Record next;

  /**
   * @param file for messages
   * @param separators any of which ends a field
   */
  RecordReader(BufferedReader reader, String file, String separators) {
    this.reader = reader;
    this.file = file;
    this.separators = separators;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = read();
    }
    return next != null;
  }

  @Override
  public Record next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("no record after line " + line);
    }
    Record record = next;
    next = null;
    return record;
  }

  private @Nullable Record read() {
    String first = take();
    while (first != null && first.isBlank()) {
      first = take();
    }
    if (first == null) {
      return null;
    }
    long begins = line;
    boolean open = isOpenAfter(first, false);
    if (!open) {
      return new Record(begins, first, false);
    }
    List<String> more = new ArrayList<>();
    while (open && more.size() < LONGEST_RECORD) {
      String following = take();
      if (following == null) {
        break;
      }
      more.add(following);
      open = isOpenAfter(following, true);
    }
    if (open) {
      for (int i = more.size() - 1; i >= 0; i--) {
        readAhead.addFirst(more.get(i));
      }
      line = begins;
      return new Record(begins, first, true);
    }
    return new Record(begins, first + "\n" + String.join("\n", more), false);
  }

  /** A quotation mark opens a quotation where a field begins, and is a character elsewhere. */
  private boolean isOpenAfter(String text, boolean openBefore) {
    boolean open = openBefore;
    boolean fieldBegins = !openBefore;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (open) {
        if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          i++;
        } else if (c == '"') {
          open = false;
        }
      } else if (c == '"' && fieldBegins) {
        open = true;
      }
      fieldBegins = !open && separators.indexOf(c) >= 0;
    }
    return open;
  }

  private @Nullable String take() {
    try {
      String taken = readAhead.isEmpty() ? reader.readLine() : readAhead.removeFirst();
      if (taken != null) {
        line++;
      }
      return taken;
    } catch (CharacterCodingException e) {
      throw new BatchException(
          "FILE is "
              + file
              + "; soon after line "
              + line
              + " it is not in the character set it was read in: say which it is by --charset,"
              + " such as windows-1252",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file + " after line " + line, e);
    }
  }

  /** The same records as something else. */
  <T> Iterator<T> map(Function<Record, T> to) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return RecordReader.this.hasNext();
      }

      @Override
      public T next() {
        return to.apply(RecordReader.this.next());
      }
    };
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
