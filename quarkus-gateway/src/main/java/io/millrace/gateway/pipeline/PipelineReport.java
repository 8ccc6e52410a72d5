package io.millrace.gateway.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What every part of the platform is doing. A figure that is not known, because its part does not
 * answer, is null and never an old one.
 *
 * @param at when it was put together
 * @param state of the whole
 * @param stages the parts, in the order in which a change passes them
 * @param sources the databases that are captured
 * @param topics the topics of every domain, and the dead letters
 * @param queries the streaming queries
 * @param analytics ClickHouse's tables
 * @param store the object store
 * @param setAside what was late or turned away
 */
@Schema(description = "What every part of the platform is doing; what is not known is null")
public record PipelineReport(
    Instant at,
    State state,
    List<Stage> stages,
    List<Source> sources,
    List<Topic> topics,
    List<Query> queries,
    Analytics analytics,
    Store store,
    @Nullable SetAside setAside) {

  /** Copies the lists. */
  public PipelineReport {
    stages = List.copyOf(stages);
    sources = List.copyOf(sources);
    topics = List.copyOf(topics);
    queries = List.copyOf(queries);
  }

  /** How a part, or the whole, is. */
  public enum State {
    /** It does its work. */
    @JsonProperty("up")
    UP,
    /** Of the whole: analytics are served, but something that feeds them is down. */
    @JsonProperty("degraded")
    DEGRADED,
    /** It does not. */
    @JsonProperty("down")
    DOWN,
    /** It has not been asked yet. */
    @JsonProperty("unknown")
    UNKNOWN
  }

  /**
   * A part of the platform.
   *
   * @param id as {@code /q/health} names it
   * @param name for people
   * @param state whether it does its work
   * @param since when the gateway first saw it in that state; null if it was not asked yet
   * @param detail what was seen, or what failed; null if it was not asked yet
   * @param latencyMs how long it took to answer; null if it did not
   */
  public record Stage(
      @Schema(examples = "bridge") String id,
      @Schema(examples = "CDC bridge") String name,
      State state,
      @Schema(nullable = true) @Nullable Instant since,
      @Schema(nullable = true, examples = "HTTP 200, 6 checks up") @Nullable String detail,
      @Schema(nullable = true, examples = "3", description = "ms") @Nullable Long latencyMs) {}

  /**
   * A database that is captured: what the bridge says of it, and PostgreSQL of its slot.
   *
   * @param source its name
   * @param state the bridge's word for what it does, such as {@code streaming}; null if the bridge
   *     does not answer
   * @param since when that began
   * @param cause why it waits or rests; null if it does neither
   * @param slotActive whether the replication slot is in use
   * @param walStatus PostgreSQL's {@code wal_status}: {@code reserved}, {@code extended}, {@code
   *     unreserved} or {@code lost}
   * @param lagBytes WAL written beyond what the slot has confirmed
   * @param walKeptBytes WAL that the server keeps for the slot
   * @param safeWalBytes WAL that may still be written before the slot is in danger; null without a
   *     limit
   * @param lagSeconds commit to Kafka's confirmation of the newest transaction, or its age
   * @param eventsPerSecond change events published
   * @param deadLetters events the bridge turned away since it started
   * @param restarts times its engine ended without being asked to since it started
   */
  public record Source(
      @Schema(examples = "telecom") String source,
      @Schema(nullable = true, examples = "streaming") @Nullable String state,
      @Schema(nullable = true) @Nullable Instant since,
      @Schema(nullable = true) @Nullable String cause,
      @Schema(nullable = true) @Nullable Boolean slotActive,
      @Schema(nullable = true, examples = "reserved") @Nullable String walStatus,
      @Schema(nullable = true, examples = "1024") @Nullable Long lagBytes,
      @Schema(nullable = true, examples = "16777216") @Nullable Long walKeptBytes,
      @Schema(nullable = true, examples = "1073741824") @Nullable Long safeWalBytes,
      @Schema(nullable = true, examples = "0.052", description = "s") @Nullable Double lagSeconds,
      @Schema(nullable = true, examples = "201.5") @Nullable Double eventsPerSecond,
      @Schema(nullable = true, examples = "0") @Nullable Long deadLetters,
      @Schema(nullable = true, examples = "0") @Nullable Long restarts) {}

  /**
   * A topic.
   *
   * @param topic its name
   * @param partitions how many it has
   * @param records offsets that are still kept; each transaction's marker takes one too
   * @param recordsPerSecond how fast its end moves
   */
  public record Topic(
      @Schema(examples = "telecom.public.telecom_events") String topic,
      @Schema(examples = "4") int partitions,
      @Schema(examples = "120334") long records,
      @Schema(nullable = true, examples = "204.0") @Nullable Double recordsPerSecond) {}

  /**
   * A streaming query.
   *
   * @param query its name
   * @param state whether it runs
   * @param since when that began
   * @param detail what the stream says of it
   * @param inputRowsPerSecond records that came, of the newest micro-batch; 0 while it is idle
   * @param processedRowsPerSecond records it worked off per second of work; 0 while it is idle
   * @param batchDurationMs of the newest micro-batch that read something
   * @param batchId number of that micro-batch
   * @param lagRecords records that were there beyond the newest micro-batch's end
   * @param finishedAt when it ended
   * @param watermark what lateness is judged by; null for a query that keeps no windows
   * @param freshnessSeconds how old the oldest change of the newest micro-batch was when it could
   *     be queried
   */
  public record Query(
      @Schema(examples = "telecom-metrics") String query,
      State state,
      @Schema(nullable = true) @Nullable Instant since,
      @Schema(nullable = true) @Nullable String detail,
      @Schema(nullable = true, examples = "200.0") @Nullable Double inputRowsPerSecond,
      @Schema(nullable = true, examples = "912.4") @Nullable Double processedRowsPerSecond,
      @Schema(nullable = true, examples = "412") @Nullable Long batchDurationMs,
      @Schema(nullable = true, examples = "77") @Nullable Long batchId,
      @Schema(nullable = true, examples = "0") @Nullable Long lagRecords,
      @Schema(nullable = true) @Nullable Instant finishedAt,
      @Schema(nullable = true) @Nullable Instant watermark,
      @Schema(nullable = true, examples = "0.912", description = "s")
          @Nullable Double freshnessSeconds) {}

  /**
   * ClickHouse's tables.
   *
   * @param rows in all tables of the domains
   * @param bytes compressed, on disk
   * @param insertedRowsPerSecond contributions of micro-batches of the last ten seconds
   */
  public record Analytics(
      @Schema(nullable = true, examples = "48211") @Nullable Long rows,
      @Schema(nullable = true, examples = "3145728") @Nullable Long bytes,
      @Schema(nullable = true, examples = "200.0") @Nullable Double insertedRowsPerSecond) {

    static final Analytics UNKNOWN = new Analytics(null, null, null);
  }

  /**
   * The object store.
   *
   * @param objects Parquet objects of closed windows written in the last hour
   * @param archivedUpTo windows of every domain that end up to here are in Parquet
   */
  public record Store(
      @Schema(nullable = true, examples = "12") @Nullable Long objects,
      @Schema(nullable = true) @Nullable Instant archivedUpTo) {

    static final Store UNKNOWN = new Store(null, null);
  }

  /**
   * What was late or turned away in micro-batches that finished in a range.
   *
   * @param from its start
   * @param to its end
   * @param late contributions to windows that had closed; the windows were restated
   * @param deadLetters records turned away
   */
  public record SetAside(
      Instant from,
      Instant to,
      @Schema(examples = "12") long late,
      @Schema(examples = "3") long deadLetters) {}
}
