package io.millrace.spark.archive;

import com.clickhouse.client.api.query.GenericRecord;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * A column of window metrics, from a ClickHouse view to Parquet.
 *
 * @param scale digits behind the point, of decimals only
 */
public record ArchiveColumn(String name, Type type, int scale) implements Serializable {

  private static final int DECIMAL_DIGITS = 38;
  private static final int DECIMAL_BYTES = 16;

  /** What a column holds. */
  public enum Type {
    /** A text, never null. */
    TEXT,
    /** A whole number of 64 bits, never null. */
    WHOLE,
    /** A decimal number, never null. */
    DECIMAL,
    /** A floating-point number or null. */
    REAL
  }

  /** A text, never null. */
  public static ArchiveColumn text(String name) {
    return new ArchiveColumn(name, Type.TEXT, 0);
  }

  /** A whole number of 64 bits, never null. */
  public static ArchiveColumn whole(String name) {
    return new ArchiveColumn(name, Type.WHOLE, 0);
  }

  /** A decimal number, never null. */
  public static ArchiveColumn decimal(String name, int scale) {
    return new ArchiveColumn(name, Type.DECIMAL, scale);
  }

  /** A floating-point number or null. */
  public static ArchiveColumn real(String name) {
    return new ArchiveColumn(name, Type.REAL, 0);
  }

  void declare(Types.MessageTypeBuilder schema) {
    switch (type) {
      case TEXT ->
          schema
              .required(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case WHOLE -> schema.required(PrimitiveTypeName.INT64).named(name);
      case DECIMAL ->
          schema
              .required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
              .length(DECIMAL_BYTES)
              .as(LogicalTypeAnnotation.decimalType(scale, DECIMAL_DIGITS))
              .named(name);
      case REAL -> schema.optional(PrimitiveTypeName.DOUBLE).named(name);
    }
  }

  void copy(GenericRecord window, Group row) {
    switch (type) {
      case TEXT -> row.add(name, window.getString(name));
      case WHOLE -> row.add(name, window.getBigInteger(name).longValueExact());
      case DECIMAL -> row.add(name, binary(window.getBigDecimal(name)));
      case REAL -> {
        if (window.hasValue(name)) {
          row.add(name, window.getDouble(name));
        }
      }
    }
  }

  /** Parquet's decimal: the unscaled value, two's complement, big-endian, sign-extended. */
  private Binary binary(BigDecimal number) {
    byte[] unscaled = number.setScale(scale).unscaledValue().toByteArray();
    byte[] bytes = new byte[DECIMAL_BYTES];
    int start = DECIMAL_BYTES - unscaled.length;
    Arrays.fill(bytes, 0, start, (byte) (number.signum() < 0 ? -1 : 0));
    System.arraycopy(unscaled, 0, bytes, start, unscaled.length);
    return Binary.fromConstantByteArray(bytes);
  }
}
