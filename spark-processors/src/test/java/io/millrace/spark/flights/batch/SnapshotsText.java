package io.millrace.spark.flights.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Answers of states/all, made up. */
final class SnapshotsText {

  private SnapshotsText() {}

  /** A clean state of an aircraft. */
  static String state(int aircraft, Instant time, double latitude) {
    return state(aircraft, time, latitude, "Switzerland");
  }

  static String state(int aircraft, Instant time, double latitude, String country) {
    return String.format(
        Locale.ROOT,
        "[\"%06x\",\"SWR%d  \",\"%s\",%d,%d,8.5,%.4f,10000.5,false,200.25,90.0,0.0,null,10100,"
            + "\"1000\",false,0]",
        aircraft,
        aircraft,
        country,
        time.getEpochSecond(),
        time.getEpochSecond(),
        latitude);
  }

  static String snapshot(Instant time, String... states) {
    return "{\"time\":"
        + time.getEpochSecond()
        + ",\"states\":["
        + String.join(",\n", states)
        + "]}\n";
  }

  static byte[] plain(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
