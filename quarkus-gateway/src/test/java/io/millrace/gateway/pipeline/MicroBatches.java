package io.millrace.gateway.pipeline;

import io.millrace.gateway.EmbeddedDependencies;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Enters micro-batches as the streaming process does. */
public final class MicroBatches {

  private final String query;
  private final UUID checkpoint = UUID.randomUUID();

  /** Batches of one query, from a checkpoint of its own. */
  public MicroBatches(String query) {
    this.query = query;
  }

  /**
   * Enters a batch; one of the same number replaces it.
   *
   * @param oldest its oldest commit; null if it counted nothing
   */
  public MicroBatches enter(
      long batch,
      Instant finished,
      long contributions,
      @Nullable Instant oldest,
      @Nullable Instant newest) {
    EmbeddedDependencies.execute(
        "INSERT INTO millrace.micro_batches (query, checkpoint_id, batch_id, watermark_before,"
            + " watermark_after, contributions, late, dead_letters, late_hours, windows,"
            + " oldest_commit, newest_commit, finished_at) SELECT '%s', '%s', %d, %s, %s, %d, 2, 1, [], [], %s, %s, %s"
                .formatted(
                    query,
                    checkpoint,
                    batch,
                    time(Instant.EPOCH),
                    time(finished),
                    contributions,
                    time(oldest),
                    time(newest),
                    time(finished)));
    return this;
  }

  private static String time(@Nullable Instant instant) {
    return instant == null
        ? "NULL"
        : "fromUnixTimestamp64Milli(%d, 'UTC')".formatted(instant.toEpochMilli());
  }
}
