package io.millrace.spark.telecom.batch.clean;

import io.millrace.spark.batch.AbortableFile;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.dataset.DataFile;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet file of Spark's own rows, written by Spark's own code without its job around it, since
 * one task fills several files of several tables at a time.
 */
final class ParquetRows {

  /** Held in memory by each writer until it is full, uncompressed. */
  private static final long ROW_GROUP_BYTES = 64L << 20;

  private final String path;
  private final AbortableFile file;
  private final ParquetWriter<InternalRow> writer;
  private long rows;
  private long checksum;

  /**
   * Begins a file.
   *
   * @param schema of the rows' first fields
   */
  ParquetRows(ObjectStore store, String path, StructType schema, Configuration configuration)
      throws IOException {
    this.path = path;
    Configuration ours = new Configuration(configuration);
    ParquetWriteSupport.setSchema(schema, ours);
    ours.set(SQLConf.PARQUET_OUTPUT_TIMESTAMP_TYPE().key(), "TIMESTAMP_MICROS");
    ours.set(SQLConf.PARQUET_WRITE_LEGACY_FORMAT().key(), "false");
    ours.set(SQLConf.PARQUET_FIELD_ID_WRITE_ENABLED().key(), "false");
    this.file = new AbortableFile(store, path);
    this.writer =
        new Builder(file)
            .withConf(ours)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
  }

  /**
   * Adds a row.
   *
   * @param hash of it, for the checksum
   */
  void add(InternalRow row, long hash) throws IOException {
    writer.write(row);
    rows++;
    checksum += hash;
  }

  /** How many rows it has. */
  long rows() {
    return rows;
  }

  /** Completes the file and describes it. */
  DataFile close(String table, String group, String partition) throws IOException {
    writer.close();
    return new DataFile(path, table, group, partition, rows, file.bytes(), checksum(checksum));
  }

  /** As a manifest has it. */
  static String checksum(long sum) {
    return String.format(Locale.ROOT, "%016x", sum);
  }

  /** Gives the file up: nothing of it is ever seen. */
  void abort() {
    file.abort();
  }

  private static final class Builder extends ParquetWriter.Builder<InternalRow, Builder> {

    Builder(AbortableFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<InternalRow> getWriteSupport(Configuration configuration) {
      return new ParquetWriteSupport();
    }
  }
}
