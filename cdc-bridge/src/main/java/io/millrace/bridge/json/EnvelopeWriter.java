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

  private final FieldWriter[] fields;
  private final List<String> unavailable = new ArrayList<>();

  EnvelopeWriter(Schema schema) {
    this.fields = schema.fields().stream().map(this::fieldWriter).toArray(FieldWriter[]::new);
  }

  /** Whether values of the schema are envelopes, rather than, say, heartbeats. */
  static boolean writes(Schema schema) {
    return schema.name() != null && Envelope.isEnvelopeSchema(schema);
  }

  @Override
  public void write(Object value, JsonBytes out) {
    Struct envelope = (Struct) value;
    unavailable.clear();
    int start = out.position();
    for (FieldWriter field : fields) {
      field.write(field.value(envelope), out);
    }
    if (!unavailable.isEmpty()) {
      writeUnavailable(out);
    }
    out.enclose(start, '{', '}');
  }

  private void writeUnavailable(JsonBytes out) {
    out.raw((byte) ',');
    out.text(UNAVAILABLE);
    out.raw((byte) ':');
    int start = out.position();
    for (String column : unavailable) {
      out.raw((byte) ',');
      out.text(column);
    }
    out.enclose(start, '[', ']');
  }

  private FieldWriter fieldWriter(Field field) {
    if (!field.name().equals(FieldName.BEFORE) && !field.name().equals(FieldName.AFTER)) {
      return new FieldWriter(field);
    }
    StructWriter row = new StructWriter(field.schema());
    return new FieldWriter(field, (value, out) -> row.writeImage(value, out, unavailable));
  }
}
