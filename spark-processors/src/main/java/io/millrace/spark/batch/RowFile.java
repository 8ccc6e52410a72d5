package io.millrace.spark.batch;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/**
 * One Parquet file of Spark's own rows, of any schema, zstd-compressed, as a stream. Spark's own
 * code writes it, without its job around it, so that a task can fill several. It appears whole when
 * it is closed.
 */
public final class RowFile {

  /** Encoded, so 64 MB of rows that a reader takes at a time; held in memory until it is full. */
  private static final long ROW_GROUP_BYTES = 64L << 20;

  private final String path;
  private final AbortableFile file;
  private final ParquetWriter<InternalRow> writer;
  private long rows;

  /**
   * Begins a file.
   *
   * @param schema of the rows, which have no more fields
   */
  public RowFile(Configuration hadoop, String path, StructType schema) throws IOException {
    Configuration settings = new Configuration(hadoop);
    ParquetWriteSupport.setSchema(schema, settings);
    settings.set(SQLConf.PARQUET_WRITE_LEGACY_FORMAT().key(), "false");
    settings.set(SQLConf.PARQUET_OUTPUT_TIMESTAMP_TYPE().key(), "TIMESTAMP_MICROS");
    settings.set(SQLConf.PARQUET_FIELD_ID_WRITE_ENABLED().key(), "false");
    this.path = path;
    this.file = new AbortableFile(new ObjectStore(hadoop), path);
    this.writer =
        new Builder(file)
            .withConf(settings)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
  }

  /** Adds a row. */
  public void add(InternalRow row) throws IOException {
    writer.write(row);
    rows++;
  }

  /** Completes it. */
  public void close() throws IOException {
    writer.close();
  }

  /** Where it is. */
  public String path() {
    return path;
  }

  /** How many rows it has. */
  public long rows() {
    return rows;
  }

  /** How long it is as it is stored, once it is closed. */
  public long bytes() {
    return file.bytes();
  }

  /** Gives it up: nothing of it is ever seen. */
  public void abort() {
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
