package io.millrace.recordings.flights.trajectory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.opensky.JsonValues;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON array of objects, one per row. Holds one row at a time. */
final class RowList implements TrajectoryRows {

  /** The name under which a row that is no object stands. */
  static final String NO_OBJECT = "row";

  private final JsonParser parser;

  RowList(Recording recording) throws IOException {
    parser = new JsonFactory().createParser(recording.open());
    parser.nextToken();
  }

  @Override
  public @Nullable Map<String, @Nullable Object> next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null || token == JsonToken.END_ARRAY) {
      return null;
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    if (token != JsonToken.START_OBJECT) {
      row.put(NO_OBJECT, JsonValues.value(parser));
      return row;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      row.put(field, JsonValues.value(parser));
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
