package io.millrace.gateway.deadletters;

import io.millrace.model.DeadLetterHeaders;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A record that was turned away, without its bytes. What a letter's headers do not say is null.
 *
 * @param id partition and offset in the dead letter topic
 * @param recordedAt when it was sent there
 * @param topic topic the record was, or would have been, in
 * @param partition its partition there; null for a letter of the bridge
 * @param offset its offset there; null for a letter of the bridge
 * @param reason the reason's constant
 * @param detail what was found, for people
 * @param query the streaming query that turned it away; null for a letter of the bridge
 * @param source source and position in the WAL; null for a letter of a query
 * @param piece which piece of how many this is; null for a whole one
 * @param bytes length of the value
 * @param replayed by whom and when; null if it was not
 * @param replayable whether a replay may be asked for; PostgreSQL's row is looked at then
 * @param notReplayable why not, and what to do instead; null if it is replayable
 */
@Schema(description = "A record that was turned away")
public record DeadLetter(
    @Schema(examples = "0-123") String id,
    Instant recordedAt,
    @Schema(nullable = true, examples = "telecom.public.telecom_events") @Nullable String topic,
    @Schema(nullable = true) @Nullable Integer partition,
    @Schema(nullable = true) @Nullable Long offset,
    @Schema(nullable = true, examples = "negative_duration") @Nullable String reason,
    @Schema(nullable = true) @Nullable String detail,
    @Schema(nullable = true, examples = "telecom-metrics") @Nullable String query,
    @Schema(nullable = true) @Nullable String source,
    @Schema(nullable = true, examples = "2/3") @Nullable String piece,
    long bytes,
    @Schema(nullable = true) @Nullable Replayed replayed,
    boolean replayable,
    @Schema(nullable = true) @Nullable String notReplayable) {

  /**
   * That a letter was replayed.
   *
   * @param at when
   * @param by who
   */
  public record Replayed(Instant at, @Schema(examples = "anonymous") String by) {}

  /** What there is to say of a letter. */
  static DeadLetter of(Letter letter, Replays replays) {
    Optional<RecordPosition> origin = letter.origin();
    Optional<Replay> replay = origin.flatMap(replays::of);
    String notReplayable =
        replay.map(Replayer::replayed).orElseGet(() -> notReplayable(letter).orElse(null));
    return new DeadLetter(
        letter.id().toString(),
        letter.recordedAt(),
        letter.header(DeadLetterHeaders.TOPIC),
        origin.map(RecordPosition::partition).orElse(null),
        origin.map(RecordPosition::offset).orElse(null),
        letter.header(DeadLetterHeaders.REASON),
        letter.header(DeadLetterHeaders.DETAIL),
        letter.header(DeadLetterHeaders.QUERY),
        letter.header(DeadLetterHeaders.SOURCE),
        letter.header(DeadLetterHeaders.PIECE),
        letter.bytes(),
        replay.map(done -> new Replayed(done.at(), done.by())).orElse(null),
        notReplayable == null,
        notReplayable);
  }

  private static Optional<String> notReplayable(Letter letter) {
    try {
      ReplayableChange.of(letter);
      return Optional.empty();
    } catch (NotReplayableException e) {
      return Optional.of(e.detail());
    }
  }
}
