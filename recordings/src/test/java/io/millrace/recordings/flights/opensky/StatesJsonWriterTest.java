package io.millrace.recordings.flights.opensky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.flights.FlightState;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.Reading;
import io.millrace.recordings.flights.RealFiles;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatesJsonWriterTest {

  private static final long LAST_MICROS = 4_102_444_800_000_000L - 1;
  private static final String[] TEXTS = {
    null, "SWR252", "Côte d'Ivoire", "a \"quoted\"\\\n\t text", "\u0001", "日本 🛩", "0"
  };
  private static final double[] NUMBERS = {
    0.0,
    -0.0,
    1,
    -1,
    0.1,
    1e-7,
    1e23,
    2.0E-3,
    8.5,
    10546.08,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    9007199254740993.0,
    1.7976931348623157E308
  };

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isReadAsTheVeryStatesThatWereWritten(long seed) throws Exception {
    Random random = new Random(seed);
    List<FlightState> states = new ArrayList<>();
    Instant observedAt = instant(random);
    for (int i = 0; i < 2_000; i++) {
      // Instants change, come back, and repeat.
      observedAt = random.nextInt(3) == 0 ? instant(random) : observedAt;
      states.add(state(random, observedAt));
    }

    assertThat(readAgain(states)).isEqualTo(states);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "states_1634471390.json",
        "zurich_airport.json.gz",
        "switzerland.json.gz",
        "noisy_time_issue.json.gz",
        "calfire.json.gz"
      })
  void keepsWhatRealFilesHold(String name) throws Exception {
    Reading reading = Reading.of(Recording.of(RealFiles.require(name)), folder);

    assertThat(reading.states()).isNotEmpty();
    assertThat(readAgain(reading.states())).isEqualTo(reading.states());
  }

  @Test
  void writesALineForEachInstant() throws Exception {
    Instant first = Instant.parse("2026-11-21T08:00:00Z");
    FlightState state =
        new FlightState(
            "4b1815", "SWR252", null, null, first, first, 8.5, null, 1000.0, false, 1e23, null,
            null, null, "1000", true, 2, first);

    assertThat(written(List.of(state, state.withCallsign("a"))))
        .isEqualTo(
            "{\"time\":1795248000,\"states\":[[\"4b1815\",\"SWR252\",null,1795248000,1795248000,"
                + "8.5,null,1000.0,false,1.0E23,null,null,null,null,\"1000\",true,2],"
                + "[\"4b1815\",\"a\",null,1795248000,1795248000,"
                + "8.5,null,1000.0,false,1.0E23,null,null,null,null,\"1000\",true,2]]}\n");
    assertThat(written(List.of(at(first.plusNanos(120_000)), at(first.plusNanos(1_000)))))
        .containsPattern("(?m)^\\{\"time\":1795248000.00012,.*\\}$")
        .containsPattern("(?m)^\\{\"time\":1795248000.000001,.*\\}$")
        .hasLineCount(2);
    assertThat(written(List.of())).isEmpty();
    assertThatThrownBy(() -> written(List.of(at(first.plusNanos(1)))))
        .hasMessageContaining("allowed: whole microseconds");
  }

  private List<FlightState> readAgain(List<FlightState> states) throws Exception {
    Reading reading = Reading.of(Recording.of(bytes(states)), folder);
    assertThat(reading.rejects()).isEmpty();
    return reading.states();
  }

  private static String written(List<FlightState> states) throws Exception {
    return new String(bytes(states), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(List<FlightState> states) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StatesJsonWriter.write(states, bytes);
    return bytes.toByteArray();
  }

  private static FlightState at(Instant instant) {
    return state(new Random(1), instant);
  }

  private static FlightState state(Random random, Instant observedAt) {
    return new FlightState(
        String.format("%06x", random.nextInt(1 << 24)),
        text(random),
        text(random),
        null,
        random.nextInt(4) == 0 ? null : instant(random),
        instant(random),
        number(random),
        number(random),
        number(random),
        random.nextBoolean(),
        number(random),
        number(random),
        number(random),
        number(random),
        random.nextInt(4) == 0 ? null : String.format("%04o", random.nextInt(1 << 12)),
        random.nextBoolean(),
        random.nextInt(256),
        observedAt);
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private static Double number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 2 -> random.nextInt(1_000_000) / 100.0;
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(any) ? any : 1.0;
      }
    };
  }

  private static Instant instant(Random random) {
    long micros =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(2_000_000_000) * 1_000_000L;
          case 1 -> LAST_MICROS - random.nextInt(1_000);
          default -> (long) (random.nextDouble() * LAST_MICROS);
        };
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
