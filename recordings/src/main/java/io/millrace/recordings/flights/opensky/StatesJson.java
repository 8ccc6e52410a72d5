package io.millrace.recordings.flights.opensky;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.recordings.flights.RejectSink;
import io.millrace.recordings.flights.Rejects;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots as {@code GET /api/states/all} answers them, one JSON object or several after another.
 * Holds one state at a time.
 */
public final class StatesJson implements FlightSource {

  private static final JsonFactory JSON = new JsonFactory();

  private final String name;
  private final Recording recording;
  private final RejectSink rejects;
  private final JsonParser parser;
  private int snapshots;
  private @Nullable Instant observedAt;
  private boolean statesSeen;
  private boolean inStates;
  private boolean ended;
  private long index;

  /** The byte at which the document at hand began; below 0 before the first. */
  private long documentBegan = -1;

  private boolean lastDocumentRead;

  /**
   * A reader at the beginning.
   *
   * @throws IOException if the recording cannot be opened
   */
  public StatesJson(String name, Recording recording, RejectSink rejects) throws IOException {
    this.name = name;
    this.recording = recording;
    this.rejects = rejects;
    this.parser = parser();
  }

  /**
   * A document that has been read to its end: an answer of the API.
   *
   * @param states how many could be read
   * @param next the byte of the plain recording at which the next document begins; empty if this
   *     one is the last
   */
  public record Document(long states, OptionalLong next) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<FlightState> next() throws IOException {
    while (!ended) {
      FlightState state = step();
      if (state != null) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads on to the end of a document, for those who ask only for whole ones. A recording has at
   * least one, though it may be empty or broken; the last one reaches to the recording's end.
   *
   * @return empty behind the last one
   * @throws IOException as {@link #next()} does
   */
  public Optional<Document> nextDocument() throws IOException {
    if (lastDocumentRead) {
      return Optional.empty();
    }
    long before = documentBegan;
    long states = 0;
    while (!ended) {
      if (step() != null) {
        states++;
      }
      if (documentBegan > before) {
        if (before >= 0) {
          return Optional.of(new Document(states, OptionalLong.of(documentBegan)));
        }
        before = documentBegan;
      }
    }
    lastDocumentRead = true;
    return Optional.of(new Document(states, OptionalLong.empty()));
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private JsonParser parser() throws IOException {
    // Its first bytes are read already here.
    try {
      return JSON.createParser(recording.open());
    } catch (IOException e) {
      if (!JsonValues.isBrokenInput(e)) {
        throw e;
      }
      ended = true;
      rejects.add(
          new Rejects.Reject(
              "byte 0", "it cannot be decompressed: " + e.getMessage(), "fetch it again", ""));
      return JSON.createParser(InputStream.nullInputStream());
    }
  }

  /** Reads a little; null if that was no state. */
  private @Nullable FlightState step() throws IOException {
    try {
      if (inStates) {
        return nextInStates();
      }
      advance();
    } catch (IOException e) {
      if (!JsonValues.isBrokenInput(e)) {
        throw e;
      }
      ended = true;
      reject("byte " + parser.currentLocation().getByteOffset(), broken(e), "");
    }
    return null;
  }

  /** The next state of the snapshot at hand; null if what came was none. */
  private @Nullable FlightState nextInStates() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.END_ARRAY) {
      inStates = false;
      if (index == 0) {
        rejectNoAircraft("states is []");
      }
      return null;
    }
    index++;
    if (token != JsonToken.START_ARRAY) {
      Object value = JsonValues.value(parser);
      reject(
          "state " + index,
          new MalformedStateException(
              "it is " + value, "expected: an array of 17 elements; record the snapshot again"),
          String.valueOf(value));
      return null;
    }
    List<@Nullable Object> values = JsonValues.array(parser);
    try {
      return StateVector.state(values, Values.required("time", observedAt));
    } catch (MalformedStateException e) {
      reject("state " + index, e, JsonValues.text(values));
      return null;
    }
  }

  /** One step outside of {@code states}. */
  private void advance() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      ended = true;
      if (snapshots == 0) {
        reject(
            "byte 0",
            new MalformedStateException(
                "there is nothing to read", "expected: an answer of /api/states/all"),
            "");
      }
    } else if (token == JsonToken.START_OBJECT) {
      snapshots++;
      // Below 0 where the encoding is not UTF-8: such a recording is one document.
      documentBegan = Math.max(documentBegan, parser.currentTokenLocation().getByteOffset());
      observedAt = null;
      statesSeen = false;
    } else if (token == JsonToken.FIELD_NAME) {
      field(parser.currentName());
    } else if (token == JsonToken.END_OBJECT) {
      if (!statesSeen) {
        rejectNoAircraft("there is no field states");
      }
    } else {
      snapshots++;
      Object value = JsonValues.value(parser);
      reject(
          "snapshot " + snapshots,
          new MalformedStateException("it is " + value, "expected: an object with time and states"),
          String.valueOf(value));
    }
  }

  private void field(String field) throws IOException {
    JsonToken token = parser.nextToken();
    if (field.equals("time")) {
      observedAt = time();
    } else if (field.equals("states")) {
      statesSeen = true;
      if (token == JsonToken.START_ARRAY) {
        inStates = true;
        index = 0;
        if (observedAt == null) {
          observedAt = timeAfterStates();
        }
      } else {
        rejectNoAircraft("states is " + JsonValues.value(parser));
      }
    } else {
      parser.skipChildren();
    }
  }

  private @Nullable Instant time() throws IOException {
    Object value = JsonValues.value(parser);
    try {
      return Values.seconds("time", value);
    } catch (MalformedStateException e) {
      reject("snapshot " + snapshots, e, String.valueOf(value));
      return null;
    }
  }

  // Whoever wrote the object again with sorted keys put the time behind the states.
  private @Nullable Instant timeAfterStates() throws IOException {
    try (JsonParser again = JSON.createParser(recording.open())) {
      int snapshot = 0;
      while (again.nextToken() != null) {
        if (again.currentToken() == JsonToken.START_OBJECT) {
          snapshot++;
        } else if (again.currentToken() == JsonToken.FIELD_NAME) {
          boolean found = snapshot == snapshots && again.currentName().equals("time");
          again.nextToken();
          if (found) {
            return Values.seconds("time", JsonValues.value(again));
          }
          again.skipChildren();
        }
      }
    } catch (MalformedStateException | JsonProcessingException e) {
      // Reported where the first pass comes upon it.
      return null;
    }
    return null;
  }

  private void rejectNoAircraft(String reason) throws IOException {
    reject(
        "snapshot " + snapshots,
        new MalformedStateException(
            reason, "no aircraft: widen the bounding box, or record the snapshot again"),
        "");
  }

  private MalformedStateException broken(IOException e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return new MalformedStateException(
        "the JSON is broken after state " + index + ": " + message,
        "what follows is lost: record the snapshot again");
  }

  private void reject(String position, MalformedStateException e, String text) throws IOException {
    String snapshot = snapshots > 1 ? "snapshot " + snapshots + ", " : "";
    rejects.add(
        new Rejects.Reject(
            position.startsWith("state") ? snapshot + position : position,
            e.reason(),
            e.remedy(),
            text));
  }
}
