package io.millrace.bridge.json;

import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes the structs of one schema as objects, their fields in the schema's order. */
final class StructWriter implements ValueWriter {

  private final Schema schema;
  private final FieldWriter[] fields;

  StructWriter(Schema schema) {
    this.schema = schema;
    this.fields = schema.fields().stream().map(FieldWriter::of).toArray(FieldWriter[]::new);
  }

  /**
   * @param name the field's name in quotes, and a colon
   * @param hasDefault whether {@link Struct#get(Field)} would give a default instead of a null
   * @param isUnavailable tells Debezium's placeholder from a value
   */
  record FieldWriter(
      Field field,
      byte[] name,
      boolean hasDefault,
      ValueWriter writer,
      Predicate<Object> isUnavailable) {

    static FieldWriter of(Field field) {
      JsonBytes name = new JsonBytes();
      name.text(field.name());
      name.raw((byte) ':');
      return new FieldWriter(
          field,
          name.take(),
          field.schema().defaultValue() != null,
          ValueWriters.of(field.schema()),
          UnavailableValue.in(field.schema()));
    }

    FieldWriter withWriter(ValueWriter other) {
      return new FieldWriter(field, name, hasDefault, other, isUnavailable);
    }

    @Nullable Object value(Struct struct) {
      return hasDefault ? struct.getWithoutDefault(field.name()) : struct.get(field);
    }
  }

  @Override
  public void write(Object value, JsonBytes out) {
    Struct struct = checked(value);
    out.raw((byte) '{');
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) {
        out.raw((byte) ',');
      }
      FieldWriter field = fields[i];
      out.raw(field.name);
      field.writer.writeNullable(field.value(struct), out);
    }
    out.raw((byte) '}');
  }

  /**
   * Writes a row's image without the columns whose value PostgreSQL did not send.
   *
   * @param unavailable the names of those columns are added, each once
   */
  void writeImage(Object value, JsonBytes out, List<String> unavailable) {
    Struct struct = checked(value);
    byte separator = '{';
    for (FieldWriter field : fields) {
      Object column = field.value(struct);
      if (column != null && field.isUnavailable.test(column)) {
        if (!unavailable.contains(field.field.name())) {
          unavailable.add(field.field.name());
        }
      } else {
        out.raw(separator);
        out.raw(field.name);
        field.writer.writeNullable(column, out);
        separator = ',';
      }
    }
    if (separator == '{') {
      out.raw(separator);
    }
    out.raw((byte) '}');
  }

  private Struct checked(Object value) {
    Struct struct = (Struct) value;
    if (struct.schema() != schema && !struct.schema().equals(schema)) {
      throw new DataException(
          "expected a struct of " + schema.name() + " but got one of " + struct.schema().name());
    }
    return struct;
  }
}
