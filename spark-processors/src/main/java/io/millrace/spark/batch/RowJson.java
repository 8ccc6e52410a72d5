package io.millrace.spark.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.spark.sink.JsonRows;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;

/** Writes rows' first columns as fields for ClickHouse. */
final class RowJson {

  private RowJson() {}

  static void write(List<Column> columns, Row row, JsonGenerator json) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      json.writeFieldName(column.name());
      if (row.isNullAt(i)) {
        json.writeNull();
        continue;
      }
      switch (column.kind()) {
        case TEXT -> json.writeString(row.getString(i));
        case TEXTS -> {
          json.writeStartArray();
          for (String text : Column.texts(row, i)) {
            json.writeString(text);
          }
          json.writeEndArray();
        }
        case MICROS -> json.writeString(JsonRows.micros(Column.instant(row, i)));
        case NUMBER -> json.writeNumber(row.getDouble(i));
        case BYTE -> json.writeNumber(row.getInt(i));
        case FLAG -> json.writeBoolean(row.getBoolean(i));
      }
    }
  }
}
