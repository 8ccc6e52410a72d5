package io.millrace.spark.telecom.batch.clean;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.millrace.spark.telecom.batch.clean.CleaningRule.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A task that writes judged lines: events by day, what is kept apart, and, on the first way
 * through, events whose id may not be theirs alone, which are judged once more. Done again, it
 * writes the same files under the same names, since its lines come in the same order.
 */
final class LineWriter implements Function2<Integer, Iterator<InternalRow>, Iterator<CleanTotals>> {

  /** Tables of the dataset. */
  static final String EVENTS = "events";

  static final String QUARANTINE = "quarantine";

  /** Not of the dataset: what is judged once more. */
  static final String CANDIDATES = "candidates";

  /** What is kept of a line that is kept apart. */
  static final StructType QUARANTINE_SCHEMA =
      new StructType()
          .add("reason", StringType, /* nullable= */ false)
          .add("severity", StringType, /* nullable= */ false)
          .add("field", StringType)
          .add("file", StringType, /* nullable= */ false)
          .add("line_offset", LongType, /* nullable= */ false)
          .add("line_bytes", LongType, /* nullable= */ false)
          .add("line", BinaryType);

  private static final long serialVersionUID = 1L;
  private static final int OPEN_DAYS = 4;
  private static final int EXAMPLE_BYTES = 300;
  private static final long MICROS_PER_HOUR = 3_600_000_000L;
  private static final int HOURS_PER_DAY = 24;

  private static final int EVENT_TIME = EventField.EVENT_TIME.ordinal();
  private static final int BITS = RuleColumns.JUDGED.fieldIndex(RuleColumns.BITS);
  private static final int FILE = LineColumn.FILE.index();
  private static final int OFFSET = LineColumn.LINE_OFFSET.index();
  private static final int BYTES = LineColumn.LINE_BYTES.index();
  private static final int CANDIDATE = LineColumn.CANDIDATE.index();
  private static final Seq<Object> EVENT_COLUMNS =
      JavaConverters.asScalaBuffer(
          IntStream.range(0, EventField.count()).<Object>mapToObj(i -> i).toList());
  private static final int[] FIELDS = {
    LineColumn.MISTYPED_FIELD.index(),
    LineColumn.MISSING_FIELD.index(),
    LineColumn.NULL_FIELD.index(),
    LineColumn.TEXT_NUMBER_FIELD.index(),
    LineColumn.UNKNOWN_FIELD.index()
  };
  private static final int HASH = RuleColumns.JUDGED.fieldIndex(RuleColumns.HASH);
  private static final int LINE = LineColumn.LINE.index();

  private final RuleSet rules;
  private final Broadcast<List<InputFile>> files;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final String folder;
  private final String group;
  private final String pass;

  /**
   * @param folder of the run
   * @param group of the dataset's files
   * @param pass tells files of the first way through from those of the second
   */
  LineWriter(
      RuleSet rules,
      Broadcast<List<InputFile>> files,
      Broadcast<SerializableConfiguration> hadoop,
      String folder,
      String group,
      String pass) {
    this.rules = rules;
    this.files = files;
    this.hadoop = hadoop;
    this.folder = folder;
    this.group = group;
    this.pass = pass;
  }

  @Override
  public Iterator<CleanTotals> call(Integer task, Iterator<InternalRow> lines) throws IOException {
    Run run = new Run(task, hadoop.value().value());
    try {
      while (lines.hasNext()) {
        run.line(lines.next());
      }
      return List.of(run.close()).iterator();
    } catch (IOException | RuntimeException | Error e) {
      run.abort();
      throw e;
    }
  }

  /** The names of files go with what is kept apart, and repeat. */
  private static UTF8String[] names(List<InputFile> files) {
    return files.stream()
        .map(file -> UTF8String.fromString(file.path()))
        .toArray(UTF8String[]::new);
  }

  private final class Run {

    private final int task;
    private final Configuration configuration;
    private final CleanTotals totals = new CleanTotals(rules.rules().size());
    private final long lost = rules.bits(Action.DROP, Action.QUARANTINE);
    private final UTF8String[] names = names(files.value());
    private final UTF8String[] reasons =
        rules.rules().stream()
            .map(rule -> UTF8String.fromString(rule.name()))
            .toArray(UTF8String[]::new);
    private final UTF8String[] severities =
        rules.rules().stream()
            .map(rule -> UTF8String.fromString(rule.severity().id()))
            .toArray(UTF8String[]::new);
    private final ProjectingInternalRow event =
        ProjectingInternalRow.apply(EventField.SCHEMA, EVENT_COLUMNS);
    private final GenericInternalRow apart = new GenericInternalRow(QUARANTINE_SCHEMA.size());

    // By age of their last row, so that a day that came to its end is closed first.
    private final Map<Long, ParquetRows> days = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable ParquetRows day;
    private long dayNumber = Long.MIN_VALUE;
    private int parts;
    private @Nullable ParquetRows quarantine;
    private @Nullable ParquetRows candidates;

    private int file = -1;
    private CleanTotals.Counts counts = new CleanTotals.Counts();
    private long hour = Long.MIN_VALUE;
    private long inHour;

    Run(int task, Configuration configuration) {
      this.task = task;
      this.configuration = configuration;
    }

    void line(InternalRow row) throws IOException {
      if (row.getBoolean(CANDIDATE)) {
        // As it came: it is judged and counted with the others of its id.
        candidate(row);
        return;
      }
      if (row.getInt(FILE) != file) {
        file = row.getInt(FILE);
        counts = totals.of(file);
      }
      if (isLine(row)) {
        counts.lines++;
        counts.bytes += row.getLong(BYTES);
      }
      long bits = row.getLong(BITS);
      if ((bits & lost) != 0) {
        lost(Long.numberOfTrailingZeros(bits & lost), row);
      } else {
        kept(bits, row);
      }
    }

    /** Not of a file as a whole. */
    private boolean isLine(InternalRow row) {
      return !row.isNullAt(BYTES);
    }

    private void lost(int rule, InternalRow row) throws IOException {
      met(rule, row);
      if (rules.rules().get(rule).action() == Action.DROP) {
        counts.dropped++;
        return;
      }
      counts.quarantined++;
      ParquetRows to = quarantine;
      if (to == null) {
        to = begin(QUARANTINE + "/" + pass + "-" + number(task), QUARANTINE_SCHEMA);
        quarantine = to;
      }
      apart.update(0, reasons[rule]);
      apart.update(1, severities[rule]);
      apart.update(2, field(row));
      apart.update(3, names[file]);
      apart.update(4, row.getLong(OFFSET));
      apart.update(5, row.isNullAt(BYTES) ? 0L : row.getLong(BYTES));
      apart.update(6, row.isNullAt(LINE) ? null : row.getUTF8String(LINE).getBytes());
      to.add(apart, 0);
    }

    private static @Nullable UTF8String field(InternalRow row) {
      for (int column : FIELDS) {
        if (!row.isNullAt(column)) {
          return row.getUTF8String(column);
        }
      }
      return null;
    }

    private void candidate(InternalRow row) throws IOException {
      ParquetRows to = candidates;
      if (to == null) {
        to = begin(CANDIDATES + "/" + number(task), RuleColumns.JUDGED);
        candidates = to;
      }
      to.add(row, 0);
    }

    private void kept(long bits, InternalRow row) throws IOException {
      counts.kept++;
      if (bits != 0) {
        counts.fixed++;
        for (long left = bits; left != 0; left &= left - 1) {
          met(Long.numberOfTrailingZeros(left), row);
        }
      }
      long rowHour = Math.floorDiv(row.getLong(EVENT_TIME), MICROS_PER_HOUR);
      if (rowHour != hour) {
        hourDone();
        hour = rowHour;
      }
      inHour++;
      event.project(row);
      dayOf(Math.floorDiv(rowHour, HOURS_PER_DAY)).add(event, row.getLong(HASH));
    }

    private void hourDone() {
      if (inHour > 0) {
        totals.keptIn(hour, inHour);
        inHour = 0;
      }
    }

    private ParquetRows dayOf(long number) throws IOException {
      ParquetRows current = day;
      if (current != null && number == dayNumber) {
        return current;
      }
      current = days.get(number);
      if (current == null) {
        if (days.size() == OPEN_DAYS) {
          Map.Entry<Long, ParquetRows> oldest = days.entrySet().iterator().next();
          days.remove(oldest.getKey());
          close(oldest.getValue(), EVENTS, EventDays.partition(oldest.getKey()));
        }
        current =
            begin(
                EVENTS
                    + "/"
                    + EventDays.partition(number)
                    + "/"
                    + pass
                    + "-"
                    + number(task)
                    + "-"
                    + parts++,
                EventField.SCHEMA);
        days.put(number, current);
      }
      day = current;
      dayNumber = number;
      return current;
    }

    private ParquetRows begin(String name, StructType schema) throws IOException {
      return new ParquetRows(configuration, folder + name + ".parquet", schema);
    }

    private void close(@Nullable ParquetRows rows, String table, String partition)
        throws IOException {
      if (rows != null) {
        totals.add(rows.close(table, group, partition));
      }
    }

    private void met(int rule, InternalRow row) {
      totals.met(rule);
      if (totals.wantsExample(rule)) {
        String text = "";
        if (!row.isNullAt(LINE)) {
          byte[] line = row.getUTF8String(LINE).getBytes();
          text = new String(line, 0, Math.min(line.length, EXAMPLE_BYTES), StandardCharsets.UTF_8);
        }
        totals.example(rule, new CleanTotals.Example(file, row.getLong(OFFSET), text));
      }
    }

    CleanTotals close() throws IOException {
      hourDone();
      for (Map.Entry<Long, ParquetRows> open : days.entrySet()) {
        close(open.getValue(), EVENTS, EventDays.partition(open.getKey()));
      }
      close(quarantine, QUARANTINE, "");
      close(candidates, CANDIDATES, "");
      return totals;
    }

    void abort() {
      days.values().forEach(ParquetRows::abort);
      if (quarantine != null) {
        quarantine.abort();
      }
      if (candidates != null) {
        candidates.abort();
      }
    }
  }

  private static String number(int task) {
    return String.format(Locale.ROOT, "%05d", task);
  }
}
