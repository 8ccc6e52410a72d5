package io.millrace.spark.telecom.batch.clean;

import io.millrace.spark.batch.AbortableFile;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.dataset.DataFile;
import io.millrace.spark.batch.dataset.RowChecksum;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Puts the files that tasks wrote together into files of the size that is asked for. Row groups are
 * copied as they are, neither decompressed nor decoded, so this costs little more than the copy.
 */
final class FileMerger {

  private static final int NO_PADDING = 0;

  private FileMerger() {}

  /**
   * A file to be and what it is made of.
   *
   * @param path of it
   * @param parts at least two
   */
  record Plan(String path, List<DataFile> parts) implements Serializable {}

  /**
   * Which files of a run become one: those of a table and partition, in their order, up to the
   * size.
   *
   * @param target size, bytes, about which the files turn out
   */
  static List<Plan> plan(List<DataFile> files, String folder, long target) {
    Map<String, List<DataFile>> together = new LinkedHashMap<>();
    // Tasks end in any order; their files' names follow the input's.
    List<DataFile> ordered = files.stream().sorted(Comparator.comparing(DataFile::path)).toList();
    for (DataFile file : ordered) {
      together
          .computeIfAbsent(file.table() + "/" + file.partition(), name -> new ArrayList<>())
          .add(file);
    }
    List<Plan> plans = new ArrayList<>();
    together.forEach(
        (name, all) -> {
          int number = 0;
          long bytes = all.stream().mapToLong(DataFile::bytes).sum();
          // Of one size each, and none of them a small rest.
          long count = Math.max(1, Math.round((double) bytes / target));
          long share = bytes / count + 1;
          List<DataFile> open = new ArrayList<>();
          long before = 0;
          long index = 0;
          for (DataFile file : all) {
            long itsIndex = (before + file.bytes() / 2) / share;
            if (!open.isEmpty() && itsIndex != index) {
              number = close(plans, folder + name, number, open);
            }
            index = itsIndex;
            open.add(file);
            before += file.bytes();
          }
          close(plans, folder + name, number, open);
        });
    return plans;
  }

  private static int close(List<Plan> plans, String folder, int number, List<DataFile> open) {
    if (open.size() > 1) {
      String name = String.format(Locale.ROOT, "merged-%05d.parquet", number);
      plans.add(new Plan(folder + (folder.endsWith("/") ? "" : "/") + name, List.copyOf(open)));
    }
    open.clear();
    return number + 1;
  }

  /** Makes a planned file. */
  static DataFile merge(Plan plan, Configuration hadoop) throws IOException {
    List<HadoopInputFile> inputs = new ArrayList<>();
    for (DataFile part : plan.parts()) {
      inputs.add(HadoopInputFile.fromPath(new Path(part.path()), hadoop));
    }
    FileMetaData first;
    try (ParquetFileReader reader = ParquetFileReader.open(inputs.get(0))) {
      first = reader.getFileMetaData();
    }
    AbortableFile file = new AbortableFile(new ObjectStore(hadoop), plan.path());
    try {
      ParquetFileWriter writer =
          new ParquetFileWriter(
              file,
              first.getSchema(),
              ParquetFileWriter.Mode.CREATE,
              Long.MAX_VALUE,
              NO_PADDING,
              ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
              ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
              ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
      writer.start();
      for (HadoopInputFile input : inputs) {
        writer.appendFile(input);
      }
      writer.end(first.getKeyValueMetaData());
    } catch (IOException | RuntimeException | Error e) {
      file.abort();
      throw e;
    }
    DataFile like = plan.parts().get(0);
    long checksum = 0;
    long rows = 0;
    for (DataFile part : plan.parts()) {
      checksum += Long.parseUnsignedLong(part.checksum(), 16);
      rows += part.rows();
    }
    return new DataFile(
        plan.path(),
        like.table(),
        like.group(),
        like.partition(),
        rows,
        file.bytes(),
        new RowChecksum(rows, checksum).text());
  }
}
