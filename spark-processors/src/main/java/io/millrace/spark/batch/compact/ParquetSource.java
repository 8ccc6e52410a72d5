package io.millrace.spark.batch.compact;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Reads Parquet files. */
final class ParquetSource implements Rewriter.Source {

  private final SparkSession spark;
  private final Broadcast<SerializableConfiguration> hadoop;

  ParquetSource(SparkSession spark, Broadcast<SerializableConfiguration> hadoop) {
    this.spark = spark;
    this.hadoop = hadoop;
  }

  @Override
  public StructType schema(List<String> files) {
    return spark.read().option("mergeSchema", "true").parquet(paths(files)).schema();
  }

  @Override
  public Set<String> required(List<String> files) {
    return RequiredColumns.of(
        JavaSparkContext.fromSparkContext(spark.sparkContext()), files, hadoop);
  }

  @Override
  public Dataset<Row> rows(StructType schema, List<String> files) {
    return spark
        .read()
        .schema(schema)
        .parquet(paths(files))
        .select(col("*"), col("_metadata.file_path").as(Rewriter.FILE));
  }

  private static String[] paths(List<String> files) {
    return files.toArray(String[]::new);
  }
}
