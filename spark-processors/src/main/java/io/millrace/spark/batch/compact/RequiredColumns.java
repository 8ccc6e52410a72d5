package io.millrace.spark.batch.compact;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Which columns are required in the schema of each of some Parquet files. Spark forgets it, and
 * readers such as ClickHouse would find them nullable after a compaction.
 */
final class RequiredColumns {

  private static final int FILES_PER_TASK = 50;

  private RequiredColumns() {}

  static Set<String> of(
      JavaSparkContext spark, List<String> files, Broadcast<SerializableConfiguration> hadoop) {
    int tasks =
        Math.max(Math.min(files.size(), spark.defaultParallelism()), files.size() / FILES_PER_TASK);
    List<Set<String>> each =
        spark.parallelize(files, tasks).map(file -> required(file, hadoop)).distinct().collect();
    Set<String> common = new HashSet<>(each.get(0));
    each.forEach(common::retainAll);
    return common;
  }

  private static Set<String> required(String file, Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    Set<String> names = new TreeSet<>();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), hadoop.value().value()))) {
      for (Type field : reader.getFileMetaData().getSchema().getFields()) {
        if (field.isRepetition(Type.Repetition.REQUIRED)) {
          names.add(field.getName());
        }
      }
    }
    return names;
  }
}
