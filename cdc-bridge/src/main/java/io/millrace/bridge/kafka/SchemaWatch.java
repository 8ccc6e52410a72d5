package io.millrace.bridge.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices, from the events themselves, that a table's columns have changed, and says so in the log:
 * consumers see it only by the fields.
 *
 * <p>Not safe for use by several threads.
 */
final class SchemaWatch {

  private static final Logger log = LoggerFactory.getLogger(SchemaWatch.class);

  private final Map<String, Schema> rows = new HashMap<>();

  /** Looks at the event that is published next; nearly free while nothing changes. */
  void note(SourceRecord event) {
    Schema row = rowSchema(event.valueSchema());
    if (row == null) {
      return;
    }
    Schema before = rows.put(event.topic(), row);
    // The connector keeps one schema object for a table until it changes.
    if (before == null || before == row) {
      return;
    }
    List<String> changes = changes(before, row);
    if (!changes.isEmpty()) {
      log.atInfo()
          .addKeyValue("topic", event.topic())
          .addKeyValue("changes", changes)
          .log("the table's columns have changed");
    }
  }

  private static @Nullable Schema rowSchema(Schema envelope) {
    Field after = envelope.field("after");
    return after == null ? null : after.schema();
  }

  /** What a consumer notices: columns that came, went, or have another type. */
  static List<String> changes(Schema before, Schema after) {
    List<String> changes = new ArrayList<>();
    for (Field field : after.fields()) {
      Field old = before.field(field.name());
      if (old == null) {
        changes.add("added " + field.name() + " " + type(field));
      } else if (!type(old).equals(type(field))) {
        changes.add("retyped " + field.name() + " " + type(old) + " -> " + type(field));
      }
    }
    for (Field field : before.fields()) {
      if (after.field(field.name()) == null) {
        changes.add("dropped " + field.name());
      }
    }
    return changes;
  }

  private static String type(Field field) {
    String name = field.schema().name();
    return name == null ? field.schema().type().getName() : name;
  }
}
