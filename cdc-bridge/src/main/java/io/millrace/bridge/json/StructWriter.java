package io.millrace.bridge.json;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** Writes the structs of one schema as objects, their fields in the schema's order. */
final class StructWriter implements ValueWriter {

  private final Schema schema;
  private final FieldWriter[] fields;

  StructWriter(Schema schema) {
    this.schema = schema;
    this.fields = schema.fields().stream().map(FieldWriter::new).toArray(FieldWriter[]::new);
  }

  @Override
  public void write(Object value, JsonBytes out) {
    Struct struct = checked(value);
    int start = out.position();
    for (FieldWriter field : fields) {
      field.write(field.value(struct), out);
    }
    out.enclose(start, '{', '}');
  }

  /**
   * Writes a row's image without the columns whose value PostgreSQL did not send.
   *
   * @param unavailable the names of those columns are added, each once
   */
  void writeImage(Object value, JsonBytes out, List<String> unavailable) {
    Struct struct = checked(value);
    int start = out.position();
    for (FieldWriter field : fields) {
      Object column = field.value(struct);
      if (!field.isUnavailable(column)) {
        field.write(column, out);
      } else if (!unavailable.contains(field.name())) {
        unavailable.add(field.name());
      }
    }
    out.enclose(start, '{', '}');
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
