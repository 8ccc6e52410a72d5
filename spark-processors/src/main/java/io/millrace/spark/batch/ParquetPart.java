package io.millrace.spark.batch;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * One Parquet object, written as a stream. It appears whole, by one completed upload, when {@link
 * #close} returns; a task that ends before leaves what was there before.
 */
public final class ParquetPart {

  /** Held in memory by each writer until it is full. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private final AbortableFile file;
  private final ParquetWriter<Row> writer;

  /**
   * Begins an object.
   *
   * @param columns of the rows' first fields
   */
  public ParquetPart(
      ObjectStore store, String path, List<Column> columns, Configuration configuration)
      throws IOException {
    this.file = new AbortableFile(store, path);
    this.writer =
        new Builder(file, columns)
            .withConf(configuration)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
  }

  /** Adds a row. */
  public void add(Row row) throws IOException {
    writer.write(row);
  }

  /** Completes the object. */
  public void close() throws IOException {
    writer.close();
  }

  /** Gives the object up: nothing of it is ever seen. */
  public void abort() {
    file.abort();
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {

    private final List<Column> columns;

    Builder(OutputFile file, List<Column> columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
      return new RowSupport(columns);
    }
  }

  private static final class RowSupport extends WriteSupport<Row> {

    private final List<Column> columns;
    // Parquet prepares it before the first row.
    private @Nullable RecordConsumer prepared;

    RowSupport(List<Column> columns) {
      this.columns = columns;
    }

    @Override
    public WriteContext init(Configuration configuration) {
      Types.MessageTypeBuilder schema = Types.buildMessage();
      columns.forEach(column -> schema.addField(type(column)));
      MessageType message = schema.named("row");
      return new WriteContext(message, new HashMap<>());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      prepared = recordConsumer;
    }

    @Override
    public void write(Row row) {
      RecordConsumer consumer = Objects.requireNonNull(prepared, "prepareForWrite comes first");
      consumer.startMessage();
      for (int i = 0; i < columns.size(); i++) {
        if (!row.isNullAt(i)) {
          String name = columns.get(i).name();
          consumer.startField(name, i);
          value(row, i, consumer);
          consumer.endField(name, i);
        }
      }
      consumer.endMessage();
    }

    private void value(Row row, int i, RecordConsumer consumer) {
      switch (columns.get(i).kind()) {
        case TEXT -> consumer.addBinary(Binary.fromString(row.getString(i)));
        case TEXTS -> list(Column.texts(row, i), consumer);
        case MICROS -> consumer.addLong(row.getLong(i));
        case NUMBER -> consumer.addDouble(row.getDouble(i));
        case BYTE -> consumer.addInteger(row.getInt(i));
        case FLAG -> consumer.addBoolean(row.getBoolean(i));
      }
    }

    // The three levels that Parquet's format prescribes for lists.
    private static void list(List<String> texts, RecordConsumer consumer) {
      consumer.startGroup();
      if (!texts.isEmpty()) {
        consumer.startField("list", 0);
        for (String text : texts) {
          consumer.startGroup();
          consumer.startField("element", 0);
          consumer.addBinary(Binary.fromString(text));
          consumer.endField("element", 0);
          consumer.endGroup();
        }
        consumer.endField("list", 0);
      }
      consumer.endGroup();
    }

    private static Type type(Column column) {
      Type.Repetition repetition =
          column.nullable() == Column.Nullability.OPTIONAL
              ? Type.Repetition.OPTIONAL
              : Type.Repetition.REQUIRED;
      return switch (column.kind()) {
        case TEXT ->
            Types.primitive(PrimitiveTypeName.BINARY, repetition)
                .as(LogicalTypeAnnotation.stringType())
                .named(column.name());
        case TEXTS ->
            Types.list(repetition)
                .requiredElement(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(column.name());
        case MICROS ->
            Types.primitive(PrimitiveTypeName.INT64, repetition)
                .as(
                    LogicalTypeAnnotation.timestampType(
                        /* isAdjustedToUTC= */ true, LogicalTypeAnnotation.TimeUnit.MICROS))
                .named(column.name());
        case NUMBER -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(column.name());
        case BYTE ->
            Types.primitive(PrimitiveTypeName.INT32, repetition)
                .as(LogicalTypeAnnotation.intType(8, /* signed= */ false))
                .named(column.name());
        case FLAG -> Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(column.name());
      };
    }
  }
}
