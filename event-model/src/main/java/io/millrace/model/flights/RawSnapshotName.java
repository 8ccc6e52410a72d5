package io.millrace.model.flights;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an object that holds a raw snapshot, such as {@code
 * 000000000042_20211017T114310Z_1a2b3c4d_replay%3Astates.json.json.gz}. It says all that judging
 * needs to know beside the states, so that a batch can do again what ingestion did; names in order
 * are snapshots in order of arrival.
 *
 * @param snapshotId the key in the table {@code raw_flights}, from 0; in the order of arrival
 * @param observedAt the time of its first state, UTC, whole seconds
 * @param run the run of the source: eight hexadecimal digits in lower case; states are judged
 *     beside those of their run
 * @param source as the rows name it, such as {@code live}; percent-encoded in the name
 */
public record RawSnapshotName(long snapshotId, Instant observedAt, String run, String source) {

  /** What follows the source. */
  public static final String EXTENSION = ".json.gz";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}");
  private static final Pattern NAME =
      Pattern.compile("([0-9]{12,18})_([0-9]{8}T[0-9]{6}Z)_([0-9a-f]{8})_([^/]+)\\.json\\.gz");

  /**
   * Checks the parts and cuts the time to whole seconds.
   *
   * @throws IllegalArgumentException if a part is none that a name can hold
   */
  public RawSnapshotName {
    if (snapshotId < 0 || snapshotId >= 1_000_000_000_000_000_000L) {
      throw new IllegalArgumentException(
          "snapshotId is " + snapshotId + "; allowed: 0 to 18 decimal digits");
    }
    if (!RUN.matcher(run).matches()) {
      throw new IllegalArgumentException(
          "run is \"" + run + "\"; allowed: eight hexadecimal digits in lower case");
    }
    if (source.isEmpty()) {
      throw new IllegalArgumentException("source is empty; allowed: a text such as live");
    }
    observedAt = Instant.ofEpochSecond(observedAt.getEpochSecond());
  }

  /** The name, without any folder. */
  public String format() {
    return String.format(Locale.ROOT, "%012d", snapshotId)
        + "_"
        + TIME.format(observedAt)
        + "_"
        + run
        + "_"
        + URLEncoder.encode(source, StandardCharsets.UTF_8)
        + EXTENSION;
  }

  /** What a name without any folder says; empty if it is none of this form. */
  public static Optional<RawSnapshotName> parse(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RawSnapshotName(
              Long.parseLong(parts.group(1)),
              Instant.from(TIME.parse(parts.group(2))),
              parts.group(3),
              URLDecoder.decode(parts.group(4), StandardCharsets.UTF_8)));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      // No such day, or a broken percent sign: somebody else's name.
      return Optional.empty();
    }
  }
}
