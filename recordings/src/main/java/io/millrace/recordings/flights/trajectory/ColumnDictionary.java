package io.millrace.recordings.flights.trajectory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.opensky.JsonValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with one object or array per column, as pandas writes a table by default: {@code
 * {"latitude":{"0":47.4,"1":47.5},"longitude":{…}}}.
 *
 * <p>A row is spread over the whole file, so each column is read by a parser of its own, all of
 * them in step. That takes time in proportion to the number of columns and no memory to speak of.
 */
final class ColumnDictionary implements TrajectoryRows {

  private static final JsonFactory JSON = new JsonFactory();

  private final List<Column> columns = new ArrayList<>();
  private long row;

  private record Column(String name, JsonParser parser, boolean keyed) {}

  ColumnDictionary(Recording recording) throws IOException {
    boolean complete = false;
    try {
      for (String name : names(recording)) {
        columns.add(open(recording, name));
      }
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  @Override
  public @Nullable Map<String, @Nullable Object> next() throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    String key = null;
    int ended = 0;
    row++;
    for (Column column : columns) {
      JsonParser parser = column.parser();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        ended++;
        continue;
      }
      if (column.keyed()) {
        String name = parser.currentName();
        if (key != null && !key.equals(name)) {
          throw new JsonParseException(
              parser, "column " + column.name() + " has key " + name + " in the place of " + key);
        }
        key = name;
        parser.nextToken();
      }
      values.put(column.name(), JsonValues.value(parser));
    }
    if (ended == columns.size()) {
      return null;
    }
    if (ended > 0) {
      throw new JsonParseException(
          columns.get(0).parser(), ended + " columns end before row " + row + ", others do not");
    }
    return values;
  }

  @Override
  public void close() throws IOException {
    for (Column column : columns) {
      column.parser().close();
    }
  }

  private static List<String> names(Recording recording) throws IOException {
    List<String> names = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(recording.open())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken().isStructStart()) {
          names.add(name);
          parser.skipChildren();
        }
      }
    }
    return names;
  }

  private static Column open(Recording recording, String name) throws IOException {
    JsonParser parser = JSON.createParser(recording.open());
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = Objects.equals(parser.currentName(), name);
      JsonToken token = parser.nextToken();
      if (found) {
        return new Column(name, parser, token == JsonToken.START_OBJECT);
      }
      parser.skipChildren();
    }
    throw new IllegalStateException("column " + name + " was there and is gone");
  }
}
