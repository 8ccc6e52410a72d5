package io.millrace.gateway.pipeline;

import io.millrace.gateway.pipeline.BridgeFigures.BridgeSource;
import io.millrace.gateway.pipeline.LedgerRepository.Batches;
import io.millrace.gateway.pipeline.LedgerRepository.Ledgers;
import io.millrace.gateway.pipeline.PipelineReport.Analytics;
import io.millrace.gateway.pipeline.PipelineReport.Query;
import io.millrace.gateway.pipeline.PipelineReport.SetAside;
import io.millrace.gateway.pipeline.PipelineReport.Source;
import io.millrace.gateway.pipeline.PipelineReport.Stage;
import io.millrace.gateway.pipeline.PipelineReport.State;
import io.millrace.gateway.pipeline.PipelineReport.Store;
import io.millrace.gateway.pipeline.PipelineReport.Topic;
import io.millrace.gateway.pipeline.SlotFigures.Slot;
import io.millrace.gateway.pipeline.StreamFigures.StreamQuery;
import io.millrace.model.Domain;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts a report together from what each part said; a part that said nothing leaves nulls. */
final class PipelineReports {

  /** The bridge's words for a source that does all it should. */
  private static final Set<String> WORKING = Set.of("streaming", "snapshotting");

  private PipelineReports() {}

  static PipelineReport assemble(
      Instant at,
      List<Stage> stages,
      Optional<Map<String, BridgeSource>> bridge,
      Optional<Map<String, Slot>> slots,
      Optional<List<Topic>> topics,
      Optional<Map<String, StreamQuery>> stream,
      Optional<Ledgers> ledgers) {
    List<Source> sources = sources(bridge.orElse(Map.of()), slots.orElse(Map.of()));
    List<Query> queries =
        queries(stream.orElse(Map.of()), ledgers.map(Ledgers::queries).orElse(Map.of()));
    return new PipelineReport(
        at,
        state(stages, bridge, stream),
        stages,
        sources,
        topics.orElse(List.of()),
        queries,
        ledgers.map(Ledgers::analytics).orElse(Analytics.UNKNOWN),
        ledgers.map(Ledgers::store).orElse(Store.UNKNOWN),
        ledgers
            .map(all -> new SetAside(all.from(), all.to(), all.late(), all.deadLetters()))
            .orElse(null));
  }

  private static State state(
      List<Stage> stages,
      Optional<Map<String, BridgeSource>> bridge,
      Optional<Map<String, StreamQuery>> stream) {
    if (stages.stream().anyMatch(stage -> stage.state() == State.UNKNOWN)) {
      return State.UNKNOWN;
    }
    if (stages.stream()
        .anyMatch(stage -> stage.id().equals("clickhouse") && stage.state() == State.DOWN)) {
      return State.DOWN;
    }
    boolean allUp = stages.stream().allMatch(stage -> stage.state() == State.UP);
    boolean allCaptured =
        bridge.stream()
            .flatMap(sources -> sources.values().stream())
            .allMatch(source -> WORKING.contains(source.state()));
    boolean allRun =
        stream.stream().flatMap(queries -> queries.values().stream()).allMatch(StreamQuery::up);
    return allUp && allCaptured && allRun ? State.UP : State.DEGRADED;
  }

  /** Every domain's source, and those that the bridge has beside them. */
  private static List<Source> sources(Map<String, BridgeSource> bridge, Map<String, Slot> slots) {
    Map<String, String> slotNames = new TreeMap<>();
    bridge.keySet().forEach(name -> slotNames.put(name, ""));
    Arrays.stream(Domain.values())
        .forEach(domain -> slotNames.put(domain.database(), domain.replicationSlot()));
    return slotNames.entrySet().stream()
        .map(
            entry ->
                source(entry.getKey(), bridge.get(entry.getKey()), slots.get(entry.getValue())))
        .toList();
  }

  private static Source source(String name, @Nullable BridgeSource said, @Nullable Slot slot) {
    return new Source(
        name,
        said == null ? null : said.state(),
        said == null ? null : said.since(),
        said == null ? null : said.cause(),
        slot == null ? null : slot.active(),
        slot == null ? null : slot.walStatus(),
        slot == null ? null : slot.lagBytes(),
        slot == null ? null : slot.walKeptBytes(),
        slot == null ? null : slot.safeWalBytes(),
        said == null ? null : said.lagSeconds(),
        said == null ? null : said.eventsPerSecond(),
        said == null ? null : said.deadLetters(),
        said == null ? null : said.restarts());
  }

  /** The queries that the streaming process has; while it is away, those the ledgers know. */
  private static List<Query> queries(
      Map<String, StreamQuery> stream, Map<String, Batches> ledgers) {
    Set<String> names = new TreeSet<>(stream.keySet());
    names.addAll(ledgers.keySet());
    return names.stream().map(name -> query(name, stream.get(name), ledgers.get(name))).toList();
  }

  private static Query query(String name, @Nullable StreamQuery said, @Nullable Batches entered) {
    return new Query(
        name,
        said == null ? State.UNKNOWN : said.up() ? State.UP : State.DOWN,
        said == null ? null : said.since(),
        said == null ? null : said.detail(),
        said == null ? null : said.inputRowsPerSecond(),
        said == null ? null : said.processedRowsPerSecond(),
        said == null ? null : said.batchDurationMs(),
        said == null ? null : said.batchId(),
        said == null ? null : said.lagRecords(),
        said == null ? null : said.finishedAt(),
        entered == null ? null : entered.watermark(),
        entered == null ? null : entered.freshnessSeconds());
  }
}
