package io.millrace.recordings.flights.opensky;

import static java.util.Map.entry;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.recordings.flights.RejectSink;
import io.millrace.recordings.flights.Rejects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * States as CSV with a header: OpenSky's weekly data sets ({@code time,icao24,lat,lon,velocity,
 * heading,vertrate,callsign,onground,alert,spi,squawk,baroaltitude,geoaltitude,lastposupdate,
 * lastcontact}), or the same columns under the REST API's names. Other columns are passed over, an
 * empty field is null. Holds one line at a time.
 */
public final class StatesCsv implements FlightSource {

  private static final String TIME = "time";

  private static final Map<String, String> DATA_SET_NAMES =
      Map.ofEntries(
          entry("lat", "latitude"),
          entry("lon", "longitude"),
          entry("heading", "true_track"),
          entry("vertrate", "vertical_rate"),
          entry("onground", "on_ground"),
          entry("baroaltitude", "baro_altitude"),
          entry("geoaltitude", "geo_altitude"),
          entry("lastposupdate", "time_position"),
          entry("lastcontact", "last_contact"));

  private static final Set<String> TEXTS = Set.of("icao24", "callsign", "origin_country", "squawk");
  private static final Set<String> FLAGS = Set.of("on_ground", "spi");
  private static final Set<String> REQUIRED = Set.of(TIME, "icao24", "last_contact", "on_ground");

  private final String name;
  private final RejectSink rejects;
  private final BufferedReader reader;
  private List<String> header = List.of();
  private long lineNumber;
  private boolean ended;

  /**
   * A reader at the beginning.
   *
   * @throws IOException if the recording cannot be opened
   */
  public StatesCsv(String name, Recording recording, RejectSink rejects) throws IOException {
    this.name = name;
    this.rejects = rejects;
    this.reader =
        new BufferedReader(new InputStreamReader(recording.open(), StandardCharsets.UTF_8));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<FlightState> next() throws IOException {
    while (!ended) {
      String line = nextLine();
      if (line == null) {
        ended = true;
      } else {
        try {
          if (header.isEmpty()) {
            readHeader(line);
          } else {
            return Optional.of(state(line));
          }
        } catch (MalformedStateException e) {
          reject(e, line);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private @Nullable String nextLine() throws IOException {
    lineNumber++;
    try {
      return reader.readLine();
    } catch (IOException e) {
      if (!JsonValues.isBrokenInput(e)) {
        throw e;
      }
      reject(
          new MalformedStateException(
              "the file breaks off: " + e.getMessage(),
              "what follows is lost: fetch the file again"),
          "");
      return null;
    }
  }

  private void readHeader(String line) throws MalformedStateException {
    List<String> names =
        CsvLine.fields(line).stream()
            .map(field -> field.strip().toLowerCase(Locale.ROOT))
            .map(field -> DATA_SET_NAMES.getOrDefault(field, field))
            .toList();
    List<String> missing =
        REQUIRED.stream().filter(column -> !names.contains(column)).sorted().toList();
    if (!missing.isEmpty()) {
      ended = true;
      throw new MalformedStateException(
          "the first line has no column " + missing,
          "expected: a header as OpenSky's data sets have it, time,icao24,lat,lon,…,lastcontact");
    }
    header = names;
  }

  private FlightState state(String line) throws MalformedStateException {
    List<String> fields = CsvLine.fields(line);
    if (fields.size() != header.size()) {
      throw new MalformedStateException(
          "the line has " + fields.size() + " fields",
          "expected: " + header.size() + " as in the header");
    }
    List<@Nullable Object> values =
        new ArrayList<>(Arrays.asList(new @Nullable Object[StateVector.FIELDS.size()]));
    Instant time = null;
    for (int i = 0; i < fields.size(); i++) {
      String column = header.get(i);
      Object value = value(column, fields.get(i));
      int place = StateVector.FIELDS.indexOf(column);
      if (place >= 0) {
        values.set(place, value);
      } else if (column.equals(TIME)) {
        time = Values.seconds(TIME, value);
      }
    }
    return StateVector.state(values, Values.required(TIME, time));
  }

  /** The typed value of a field; a text that is not what its column holds stays a text. */
  private static @Nullable Object value(String column, String field) {
    if (field.isBlank()) {
      return null;
    }
    if (TEXTS.contains(column)) {
      return field;
    }
    if (FLAGS.contains(column)) {
      return switch (field.strip().toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> field;
      };
    }
    try {
      return Double.valueOf(field.strip());
    } catch (NumberFormatException e) {
      return field;
    }
  }

  private void reject(MalformedStateException e, String line) throws IOException {
    rejects.add(new Rejects.Reject("line " + lineNumber, e.reason(), e.remedy(), line));
  }
}
