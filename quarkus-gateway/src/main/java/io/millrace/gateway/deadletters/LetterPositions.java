package io.millrace.gateway.deadletters;

import io.millrace.gateway.request.OpaqueCursor;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far back a walk through the dead letter topic has come: of each partition the offset before
 * which it goes on. Letters that arrive meanwhile are behind it, so pages neither repeat nor skip.
 *
 * @param offsets by partition
 */
record LetterPositions(SortedMap<Integer, Long> offsets) {

  private static final Pattern LAYOUT =
      Pattern.compile("(\\d{1,6}-\\d{1,18}(?:\\.\\d{1,6}-\\d{1,18}){0,255})");

  LetterPositions {
    offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
  }

  /** As text that clients hand back and need not understand. */
  String encoded() {
    return OpaqueCursor.encode(
        offsets.entrySet().stream()
            .map(position -> position.getKey() + "-" + position.getValue())
            .collect(Collectors.joining(".")));
  }

  /** Reads what {@link #encoded()} wrote; empty for anything else. */
  static Optional<LetterPositions> decode(String encoded) {
    return OpaqueCursor.decode(
        encoded,
        LAYOUT,
        parts ->
            new LetterPositions(
                Arrays.stream(parts.group(1).split("\\."))
                    .map(position -> LetterId.parse(position).orElseThrow())
                    .collect(
                        Collectors.toMap(
                            LetterId::partition, LetterId::offset, Math::min, TreeMap::new))));
  }

  /** The offset before which a partition goes on; one that is not named is done. */
  long before(int partition) {
    return offsets.getOrDefault(partition, 0L);
  }
}
