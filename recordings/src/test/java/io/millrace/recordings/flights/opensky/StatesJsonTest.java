package io.millrace.recordings.flights.opensky;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightHistory;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.FlightSource;
import io.millrace.recordings.flights.Reading;
import io.millrace.recordings.flights.RecordedFlights;
import io.millrace.recordings.flights.Rejects;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatesJsonTest {

  private static final String SWISS =
      "[\"4b1815\",\"SWR252  \",\"Switzerland\",1634471389,1634471390,8.5,47.4,10546.08,false,"
          + "203.82,60.85,-2.28,[1,2],10934.7,\"1000\",true,2]";
  private static final String BARE =
      "[\"abcdef\",null,\"\",null,1634471390,null,null,null,true,null,null,null,null,null,null,"
          + "false,0]";

  @TempDir Path folder;

  @Test
  void readsEveryField() throws Exception {
    Reading reading = read("{\"time\":1634471391,\"states\":[" + SWISS + "," + BARE + "]}");

    assertThat(reading.rejects()).isEmpty();
    assertThat(reading.states())
        .containsExactly(
            new FlightState(
                "4b1815",
                "SWR252",
                "Switzerland",
                null,
                Instant.ofEpochSecond(1634471389),
                Instant.ofEpochSecond(1634471390),
                8.5,
                47.4,
                10546.08,
                false,
                203.82,
                60.85,
                -2.28,
                10934.7,
                "1000",
                true,
                2,
                Instant.ofEpochSecond(1634471391)),
            new FlightState(
                "abcdef",
                null,
                null,
                null,
                null,
                Instant.ofEpochSecond(1634471390),
                null,
                null,
                null,
                true,
                null,
                null,
                null,
                null,
                null,
                false,
                0,
                Instant.ofEpochSecond(1634471391)));
  }

  @Test
  void findsTheTimeBehindTheStatesAndReadsSeveralSnapshots() throws Exception {
    Reading reading =
        read(
            "{\"states\":["
                + SWISS
                + "],\"time\":1634471400}\n{\"time\":1634471410,\"other\":{\"time\":1},\"states\":["
                + SWISS
                + "]}");

    assertThat(reading.rejects()).isEmpty();
    assertThat(reading.states())
        .extracting(FlightState::observedAt)
        .containsExactly(Instant.ofEpochSecond(1634471400), Instant.ofEpochSecond(1634471410));
  }

  @Test
  void readsGzip() throws Exception {
    Reading reading = Reading.of(Recording.of(gzip(snapshot(SWISS))), folder);

    assertThat(reading.states()).hasSize(1);
  }

  @Test
  void passesOverWhatIsNoStateAndReadsOn() throws Exception {
    String sixteen = SWISS.substring(0, SWISS.lastIndexOf(',')) + "]";
    String eighteen = SWISS.substring(0, SWISS.length() - 1) + ",4]";
    String fast = SWISS.replace("203.82", "\"fast\"");
    String address = SWISS.replace("4b1815", "4b18");
    String huge = SWISS.replace("203.82", "1e999");

    Reading reading =
        read(snapshot(sixteen, eighteen, fast, address, huge, "7", "{\"a\":[1]}", SWISS));

    assertThat(reading.states()).hasSize(1);
    assertThat(reading.rejects())
        .extracting(reject -> reject.position() + ": " + reject.reason())
        .containsExactly(
            "state 1: the array has 16 elements",
            "state 2: the array has 18 elements",
            "state 3: velocity is \"fast\"",
            "state 4: icao24 is \"4b18\"; allowed: six hexadecimal digits in lower case",
            "state 5: velocity is Infinity",
            "state 6: it is 7.0",
            "state 7: it is {…}");
    assertThat(reading.rejects()).allMatch(reject -> !reject.remedy().isBlank());
    assertThat(reading.rejects().get(1).remedy()).contains("without extended=1");
    assertThat(Files.readAllLines(folder.resolve("rejects")))
        .hasSize(7)
        .element(2)
        .asString()
        .startsWith("state 3\tvelocity is \"fast\"; expected: a finite number or null")
        .endsWith(fast.replace("[1,2]", "[…]"));
  }

  @Test
  void keepsWhatCameBeforeTheJsonBreaksOff() throws Exception {
    String whole = snapshot(SWISS, BARE);

    for (int length = 0; length < whole.length(); length++) {
      Reading reading = read(whole.substring(0, length));

      assertThat(reading.rejects()).as(whole.substring(0, length)).isNotEmpty();
      assertThat(reading.states().size()).isLessThanOrEqualTo(2);
    }
    Reading cut = read(whole.substring(0, whole.length() - 10));
    assertThat(cut.states()).hasSize(1);
    assertThat(cut.rejects()).hasSize(1);
    assertThat(cut.rejects().get(0).position()).startsWith("byte ");
    assertThat(cut.rejects().get(0).reason()).startsWith("the JSON is broken after state 2");
  }

  @Test
  void keepsWhatCameBeforeGzipBreaksOff() throws Exception {
    byte[] whole = gzip(snapshot(SWISS, BARE));

    for (int length = 0; length < whole.length; length++) {
      Reading reading = Reading.of(Recording.of(Arrays.copyOf(whole, length)), folder);

      assertThat(reading.rejects()).as("%d bytes", length).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \n",
        "{}",
        "{\"time\":1634471390}",
        "{\"time\":1634471390,\"states\":null}",
        "{\"time\":1634471390,\"states\":[]}",
        "{\"time\":1634471390,\"states\":\"none\"}",
        "{\"time\":\"now\",\"states\":[]}",
        "[]",
        "null",
        "nonsense"
      })
  void saysSoWhenThereAreNoAircraft(String text) throws Exception {
    Reading reading = read(text);

    assertThat(reading.states()).isEmpty();
    assertThat(reading.rejects()).isNotEmpty();
    assertThat(Files.size(folder.resolve("rejects"))).isPositive();
  }

  @Test
  void rejectsStatesWithoutATime() throws Exception {
    Reading reading = read("{\"states\":[" + SWISS + "]}");

    assertThat(reading.states()).isEmpty();
    assertThat(reading.rejects())
        .extracting(Rejects.Reject::reason)
        .containsExactly("time is null or missing");
  }

  @Test
  void readsTwoHundredThousandAircraftOneAtATime() throws Exception {
    try (Rejects rejects = new Rejects(folder.resolve("rejects"));
        FlightSource source =
            RecordedFlights.open("replay:big", () -> aircraft(200_000), rejects)) {
      FlightReport report = new FlightReport();
      FlightHistory history = new FlightHistory();
      for (var state = source.next(); state.isPresent(); state = source.next()) {
        report.add(history.assess(state.get()));
      }
      assertThat(report.kept()).isEqualTo(200_000);
      assertThat(rejects.count()).isZero();
    }
  }

  @Test
  void tellsWhereEachDocumentBegins() throws Exception {
    String first = " \n" + snapshot(SWISS, BARE) + "\r\n ";
    String without = "{\"time\":1634471400,\"states\":null}";
    String third =
        "{\"a\":{\"time\":1},\"states\":[" + SWISS + "],\"é\":\"{\",\"time\":1634471410}";
    String broken = snapshot(SWISS, BARE).substring(0, 200);

    assertThat(documents(first + without + third + broken))
        .containsExactly(
            new StatesJson.Document(2, OptionalLong.of(first.length())),
            new StatesJson.Document(0, OptionalLong.of((first + without).length())),
            new StatesJson.Document(1, OptionalLong.of(bytes(first + without + third).length)),
            new StatesJson.Document(1, OptionalLong.empty()));
    assertThat(documents(first)).containsExactly(new StatesJson.Document(2, OptionalLong.empty()));
    assertThat(documents("")).containsExactly(new StatesJson.Document(0, OptionalLong.empty()));
    assertThat(documents("nonsense"))
        .containsExactly(new StatesJson.Document(0, OptionalLong.empty()));
    assertThat(documents("\ufeff" + without + without))
        .containsExactly(
            new StatesJson.Document(0, OptionalLong.of(3 + without.length())),
            new StatesJson.Document(0, OptionalLong.empty()));
  }

  @Test
  void takesWhatIsNotInUtf8ForOneDocument() throws Exception {
    byte[] utf16 = (snapshot(SWISS) + snapshot(BARE)).getBytes(StandardCharsets.UTF_16BE);

    assertThat(documents(utf16)).containsExactly(new StatesJson.Document(2, OptionalLong.empty()));
  }

  @Test
  void rejectsTextsThatPostgresqlCannotHold() throws Exception {
    Reading reading =
        read(
            snapshot(
                SWISS.replace("SWR252  ", "SWR\\u0000"),
                SWISS.replace("SWR252  ", "SWR\\ud83d"),
                SWISS.replace("SWR252  ", "\\ud83d\\udee9")));

    assertThat(reading.states()).extracting(FlightState::callsign).containsExactly("🛩");
    assertThat(reading.rejects())
        .extracting(Rejects.Reject::reason)
        .containsOnly("callsign has a char 0 or half of a surrogate pair")
        .hasSize(2);
  }

  private List<StatesJson.Document> documents(String text) throws Exception {
    return documents(bytes(text));
  }

  private List<StatesJson.Document> documents(byte[] bytes) throws Exception {
    List<StatesJson.Document> documents = new ArrayList<>();
    try (StatesJson json = new StatesJson("test", Recording.of(bytes), reject -> {})) {
      for (var next = json.nextDocument(); next.isPresent(); next = json.nextDocument()) {
        documents.add(next.get());
      }
    }
    return documents;
  }

  // Made while it is read, so that the test holds no more of it than the reader does.
  private static InputStream aircraft(int count) {
    Iterator<InputStream> parts =
        IntStream.rangeClosed(0, count)
            .mapToObj(
                i ->
                    i == 0
                        ? "{\"time\":1634471391,\"states\":["
                        : SWISS.replace("4b1815", String.format("%06x", i))
                            + (i < count ? "," : "]}"))
            .map(text -> (InputStream) new ByteArrayInputStream(bytes(text)))
            .iterator();
    Enumeration<InputStream> enumeration =
        new Enumeration<>() {
          @Override
          public boolean hasMoreElements() {
            return parts.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return parts.next();
          }
        };
    return new SequenceInputStream(enumeration);
  }

  private Reading read(String text) throws Exception {
    return Reading.of(text, folder);
  }

  private static String snapshot(String... states) {
    return "{\"time\":1634471391,\"states\":[" + String.join(",", List.of(states)) + "]}";
  }

  private static byte[] gzip(String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(bytes(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
