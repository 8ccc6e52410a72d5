package io.millrace.spark.batch.compact;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * By which columns files are sorted: by what most questions ask for, so that a reader's statistics
 * leave out most of a file.
 */
final class SortOrder {

  private static final List<List<String>> KNOWN =
      List.of(
          List.of("event_time", "event_id"),
          List.of("kafka_partition", "kafka_offset"),
          List.of("snapshot_id", "name"));

  private SortOrder() {}

  /** Of the first key known that the schema has; else all its plain columns in their order. */
  static List<String> of(StructType schema) {
    List<String> names = Arrays.asList(schema.fieldNames());
    for (List<String> key : KNOWN) {
      if (names.containsAll(key)) {
        return key;
      }
    }
    return Arrays.stream(schema.fields())
        .filter(field -> !(field.dataType() instanceof ArrayType))
        .filter(field -> !(field.dataType() instanceof MapType))
        .filter(field -> !(field.dataType() instanceof StructType))
        .map(StructField::name)
        .toList();
  }
}
