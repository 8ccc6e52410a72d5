package io.millrace.spark.telecom.batch.clean;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.sketch.BloomFilter;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a task's parts of files as rows of {@link LineColumn#SCHEMA}; one row, filled again
 * and again. A file without a line, and one whose compressed bytes break off, is a row too: rules
 * count it.
 */
final class EventRows implements Iterator<InternalRow>, Closeable {

  private static final UTF8String LINE = UTF8String.fromString("line");
  private static final UTF8String BLANK = UTF8String.fromString("blank_line");
  private static final UTF8String EMPTY_FILE = UTF8String.fromString("empty_file");
  private static final UTF8String DAMAGED_FILE = UTF8String.fromString("damaged_file");

  private final Iterator<InputFile.Part> parts;
  private final Configuration hadoop;
  private final int longest;
  private final BloomFilter repeated;
  private final SpecificInternalRow row = new SpecificInternalRow(LineColumn.SCHEMA);
  private final EventParser parser = new EventParser(row);

  private @Nullable LineReader lines;
  private boolean firstLine;
  private boolean ready;

  /**
   * @param repeated ids that more than one line may have
   */
  EventRows(List<InputFile.Part> parts, int longest, BloomFilter repeated, Configuration hadoop) {
    this.parts = parts.iterator();
    this.hadoop = hadoop;
    this.longest = longest;
    this.repeated = repeated;
  }

  /** Those of a task, whose end closes what is open. */
  static EventRows ofTask(
      List<InputFile.Part> parts, int longest, BloomFilter repeated, Configuration hadoop) {
    EventRows rows = new EventRows(parts, longest, repeated, hadoop);
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              rows.close();
            });
    return rows;
  }

  @Override
  public boolean hasNext() {
    try {
      ready = ready || advance();
      return ready;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ready = false;
    return row;
  }

  private boolean advance() throws IOException {
    while (true) {
      LineReader reader = lines;
      if (reader == null) {
        if (!parts.hasNext()) {
          return false;
        }
        InputFile.Part part = parts.next();
        lines = new LineReader(part, longest, hadoop);
        row.setInt(LineColumn.FILE.index(), part.file().number());
        row.setNullAt(LineColumn.DUPLICATE.index());
        firstLine = true;
      } else if (reader.next()) {
        line(reader);
        return true;
      } else {
        lines = null;
        reader.close();
        if (reader.damaged() || reader.empty()) {
          file(reader);
          return true;
        }
      }
    }
  }

  private void line(LineReader reader) {
    byte[] buffer = reader.buffer();
    int from = reader.from();
    int length = reader.length();
    boolean blank = isBlank(buffer, from, length);
    row.update(LineColumn.KIND.index(), blank ? BLANK : LINE);
    row.setBoolean(LineColumn.BOM.index(), firstLine && reader.bom());
    firstLine = false;
    row.setLong(LineColumn.LINE_BYTES.index(), reader.bytes());
    row.setLong(LineColumn.LINE_OFFSET.index(), reader.offset());
    if (blank) {
      nothing();
    } else if (reader.tooLong()) {
      nothing();
      parser.malformed(Malformation.TOO_LONG);
    } else {
      parser.parse(buffer, from, length, reader.ascii());
      if (!reader.terminated() && parser.malformation() != null) {
        parser.malformed(Malformation.TRUNCATED_LAST_LINE);
      }
    }
    row.setBoolean(
        LineColumn.CANDIDATE.index(),
        !row.isNullAt(0) && repeated.mightContainLong(row.getLong(0)));
    row.update(LineColumn.LINE.index(), UTF8String.fromBytes(buffer, from, length));
  }

  private void file(LineReader reader) {
    nothing();
    row.update(LineColumn.KIND.index(), reader.damaged() ? DAMAGED_FILE : EMPTY_FILE);
    row.setBoolean(LineColumn.BOM.index(), reader.bom());
    row.setNullAt(LineColumn.LINE_BYTES.index());
    row.setLong(LineColumn.LINE_OFFSET.index(), 0);
    row.setBoolean(LineColumn.CANDIDATE.index(), false);
    row.setNullAt(LineColumn.LINE.index());
  }

  private void nothing() {
    for (int i = 0; i < LineColumn.KIND.index(); i++) {
      row.setNullAt(i);
    }
    for (int i = LineColumn.MALFORMED.index(); i <= LineColumn.RECORDED_AT_FORMAT.index(); i++) {
      row.setNullAt(i);
    }
  }

  private static boolean isBlank(byte[] buffer, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (buffer[i] > ' ' || buffer[i] < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    if (lines != null) {
      lines.close();
    }
  }
}
