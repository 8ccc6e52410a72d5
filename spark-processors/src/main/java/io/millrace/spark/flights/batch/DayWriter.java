package io.millrace.spark.flights.batch;

import io.millrace.model.Buckets;
import io.millrace.spark.batch.Column;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.ParquetPart;
import io.millrace.spark.batch.RowInserter;
import io.millrace.spark.sink.ClickHouseTable;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A task of the last stage: its rows go into the run's staging table and into Parquet objects, one
 * folder a day and country. Done again, it writes the same rows under the same tokens and the same
 * objects under the same names, since the order of its rows is total.
 */
final class DayWriter implements Function2<Integer, Iterator<Row>, Iterator<WriteTotals>> {

  /** Columns behind those of {@link FlightColumns#ROW}: the day, and the folder's country. */
  static final String DAY = "day";

  static final String FOLDER = "folder";

  /** Where the objects of all days are. */
  static final String OBJECTS = "s3a://" + Buckets.PROCESSED_DATA + "/flights/";

  private static final long serialVersionUID = 1L;
  private static final int DAY_INDEX = FlightColumns.ROW.size();
  private static final int FOLDER_INDEX = FlightColumns.ROW.size() + 1;
  private static final long ROWS_PER_PART = 2_000_000;

  private final ClickHouseTable staging;
  private final Broadcast<SerializableConfiguration> hadoop;

  DayWriter(ClickHouseTable staging, Broadcast<SerializableConfiguration> hadoop) {
    this.staging = staging;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<WriteTotals> call(Integer task, Iterator<Row> rows) throws IOException {
    WriteTotals totals = new WriteTotals();
    RowInserter inserter = new RowInserter(staging, FlightColumns.TABLE, "task-" + task);
    Parts parts = new Parts(hadoop.value().value(), totals);
    try {
      int day = Integer.MIN_VALUE;
      while (rows.hasNext()) {
        Row row = rows.next();
        if (row.getInt(DAY_INDEX) != day) {
          day = row.getInt(DAY_INDEX);
          // A chunk of one day is one part of the table.
          inserter.flush();
        }
        inserter.add(row);
        parts.add(row);
        totals.add(
            LocalDate.ofEpochDay(day),
            row.getBoolean(FlightColumns.QUARANTINED),
            Column.texts(row, FlightColumns.RULES));
      }
      inserter.flush();
      parts.close();
    } catch (IOException | RuntimeException | Error e) {
      parts.abort();
      throw e;
    }
    return List.of(totals).iterator();
  }

  static String folder(LocalDate day) {
    return OBJECTS + "date=" + day + "/";
  }

  /** The objects of a task, one open at a time. */
  private static final class Parts {

    private final Configuration configuration;
    private final ObjectStore store;
    private final WriteTotals totals;
    private @Nullable ParquetPart open;
    private int day;
    private String country = "";
    private int number;
    private long rows;

    Parts(Configuration configuration, WriteTotals totals) {
      this.configuration = configuration;
      this.store = new ObjectStore(configuration);
      this.totals = totals;
    }

    void add(Row row) throws IOException {
      boolean sameFolder =
          row.getInt(DAY_INDEX) == day && row.getString(FOLDER_INDEX).equals(country);
      ParquetPart part = open;
      if (part == null || !sameFolder || rows == ROWS_PER_PART) {
        close();
        number = sameFolder ? number + 1 : 0;
        day = row.getInt(DAY_INDEX);
        country = row.getString(FOLDER_INDEX);
        part = begin();
      }
      part.add(row);
      rows++;
    }

    private ParquetPart begin() throws IOException {
      String path =
          folder(LocalDate.ofEpochDay(day))
              + String.format(Locale.ROOT, "country=%s/part-%05d.parquet", country, number);
      ParquetPart part = new ParquetPart(store, path, FlightColumns.TABLE, configuration);
      open = part;
      rows = 0;
      totals.addObject(path);
      return part;
    }

    void close() throws IOException {
      if (open != null) {
        open.close();
        open = null;
      }
    }

    void abort() {
      if (open != null) {
        open.abort();
      }
    }
  }
}
