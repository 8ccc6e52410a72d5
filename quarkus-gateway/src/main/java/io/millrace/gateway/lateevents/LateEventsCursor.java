package io.millrace.gateway.lateevents;

import io.millrace.gateway.request.OpaqueCursor;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a page of late events ended: its last row's place in the order.
 *
 * @param recordedAt the row's, whole milliseconds
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 * @param sign +1 or -1
 */
record LateEventsCursor(Instant recordedAt, String topic, int partition, long offset, int sign) {

  private static final Pattern LAYOUT =
      Pattern.compile("(\\d{1,13})~([A-Za-z0-9._-]{1,249})~(\\d{1,9})~(\\d{1,18})~(1|-1)");

  /** The place of a row. */
  static LateEventsCursor of(LateEvent row) {
    return new LateEventsCursor(
        row.recordedAt(), row.topic(), row.partition(), row.offset(), row.sign());
  }

  /** As text that clients hand back and need not understand. */
  String encoded() {
    return OpaqueCursor.encode(recordedAt.toEpochMilli(), topic, partition, offset, sign);
  }

  /** Reads what {@link #encoded()} wrote; empty for anything else. */
  static Optional<LateEventsCursor> decode(String encoded) {
    return OpaqueCursor.decode(
        encoded,
        LAYOUT,
        parts ->
            new LateEventsCursor(
                Instant.ofEpochMilli(Long.parseLong(parts.group(1))),
                parts.group(2),
                Integer.parseInt(parts.group(3)),
                Long.parseLong(parts.group(4)),
                Integer.parseInt(parts.group(5))));
  }
}
