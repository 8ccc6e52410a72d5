package io.millrace.bridge.source;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.actions.SignalAction;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import io.debezium.pipeline.source.spi.DataChangeEventListener;
import io.debezium.pipeline.spi.Partition;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;

/**
 * Takes the engine's own meters off the stream. They render each event as a text, of which JMX
 * shows the last, and cost about a quarter of the streaming thread; there is no setting for them.
 * The bridge has meters of its own.
 *
 * <p>It provides no signal action. The engine asks such services once, after it has set its meters
 * and before it reads the first change, and hands them the dispatcher.
 */
public final class UnmeteredStreaming implements SignalActionProvider {

  /** For the engine. */
  public UnmeteredStreaming() {}

  @Override
  public <P extends Partition> Map<String, SignalAction<P>> createActions(
      EventDispatcher<P, ? extends DataCollectionId> dispatcher,
      ChangeEventSourceCoordinator<P, ?> coordinator,
      CommonConnectorConfig config) {
    dispatcher.setEventListener(DataChangeEventListener.NO_OP());
    return Map.of();
  }
}
