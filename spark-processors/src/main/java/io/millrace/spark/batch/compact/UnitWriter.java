package io.millrace.spark.batch.compact;

import io.millrace.spark.batch.RowFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A task that writes the rows of some rewrites, one file of each. Another attempt at it writes
 * files of other names, so that what is published never changes; those of the first are swept.
 */
final class UnitWriter implements Function2<Integer, Iterator<InternalRow>, Iterator<Written>> {

  private static final long serialVersionUID = 1L;

  private final StructType schema;
  private final String[] folders;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param schema of the files; rows have the number of their rewrite behind these columns
   * @param folders of the rewrites, with a slash at the end of each
   */
  UnitWriter(StructType schema, String[] folders, Broadcast<SerializableConfiguration> hadoop) {
    this.schema = schema;
    this.folders = folders;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Written> call(Integer task, Iterator<InternalRow> rows) throws IOException {
    Configuration configuration = hadoop.value().value();
    UnsafeProjection columns = UnsafeProjection.create(schema);
    List<Written> written = new ArrayList<>();
    RowFile open = null;
    int unit = -1;
    try {
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        int next = row.getInt(schema.size());
        if (open == null || next != unit) {
          finish(open, unit, written);
          unit = next;
          open = new RowFile(configuration, path(unit, task), schema);
        }
        open.add(columns.apply(row));
      }
      finish(open, unit, written);
    } catch (IOException | RuntimeException | Error e) {
      if (open != null) {
        open.abort();
      }
      throw e;
    }
    return written.iterator();
  }

  private static void finish(@Nullable RowFile file, int unit, List<Written> written)
      throws IOException {
    if (file != null) {
      file.close();
      written.add(new Written(unit, file.path(), file.rows(), file.bytes()));
    }
  }

  private String path(int unit, int task) {
    return folders[unit]
        + String.format(
            Locale.ROOT,
            "part-%05d-%05d-%d.parquet",
            unit,
            task,
            TaskContext.get().taskAttemptId());
  }
}
