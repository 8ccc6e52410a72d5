package io.millrace.bridge.json;

import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Writes one field of the structs of one schema. */
final class FieldWriter {

  private final Field field;
  private final byte[] member;
  private final boolean hasDefault;
  private final ValueWriter writer;
  private final Predicate<Object> isUnavailable;

  FieldWriter(Field field) {
    this(field, ValueWriters.of(field.schema()));
  }

  FieldWriter(Field field, ValueWriter writer) {
    this.field = field;
    this.member = member(field.name());
    this.hasDefault = field.schema().defaultValue() != null;
    this.writer = writer;
    this.isUnavailable = UnavailableValue.in(field.schema());
  }

  String name() {
    return field.name();
  }

  /** The field's own value: {@link Struct#get(Field)} gives the default in place of a null. */
  @Nullable Object value(Struct struct) {
    return hasDefault ? struct.getWithoutDefault(field.name()) : struct.get(field);
  }

  boolean isUnavailable(@Nullable Object value) {
    return value != null && isUnavailable.test(value);
  }

  /** Writes the field as a member, with a comma before it; see {@link JsonBytes#enclose}. */
  void write(@Nullable Object value, JsonBytes out) {
    out.raw(member);
    writer.writeNullable(value, out);
  }

  private static byte[] member(String name) {
    JsonBytes member = new JsonBytes();
    member.raw((byte) ',');
    member.text(name);
    member.raw((byte) ':');
    return member.take();
  }
}
