package io.millrace.bridge.json;

import io.debezium.data.Envelope;
import io.debezium.data.Envelope.FieldName;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Writes the envelopes of one table. Columns that PostgreSQL did not send are left out of the
 * images and named in {@code "unavailable"}, the last field, which is written only then.
 */
final class EnvelopeWriter implements ValueWriter {

  private static final String UNAVAILABLE = "unavailable";

  private final StructWriter.FieldWriter[] fields;
  private final List<String> unavailable = new ArrayList<>();

  EnvelopeWriter(Schema schema) {
    this.fields =
        schema.fields().stream().map(this::fieldWriter).toArray(StructWriter.FieldWriter[]::new);
  }

  /** Whether values of the schema are envelopes, rather than, say, heartbeats. */
  static boolean writes(Schema schema) {
    return schema.name() != null && Envelope.isEnvelopeSchema(schema);
  }

  @Override
  public void write(Object value, JsonBytes out) {
    Struct envelope = (Struct) value;
    unavailable.clear();
    byte separator = '{';
    for (StructWriter.FieldWriter field : fields) {
      out.raw(separator);
      out.raw(field.name());
      field.writer().writeNullable(field.value(envelope), out);
      separator = ',';
    }
    if (!unavailable.isEmpty()) {
      writeUnavailable(out);
    }
    out.raw((byte) '}');
  }

  private void writeUnavailable(JsonBytes out) {
    out.raw((byte) ',');
    out.text(UNAVAILABLE);
    out.raw((byte) ':');
    byte separator = '[';
    for (String column : unavailable) {
      out.raw(separator);
      out.text(column);
      separator = ',';
    }
    out.raw((byte) ']');
  }

  private StructWriter.FieldWriter fieldWriter(Field field) {
    StructWriter.FieldWriter plain = StructWriter.FieldWriter.of(field);
    if (!field.name().equals(FieldName.BEFORE) && !field.name().equals(FieldName.AFTER)) {
      return plain;
    }
    StructWriter row = new StructWriter(field.schema());
    return plain.withWriter((value, out) -> row.writeImage(value, out, unavailable));
  }
}
