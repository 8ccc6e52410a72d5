package io.millrace.bridge.source;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.pipeline.notification.Notification;
import io.debezium.pipeline.notification.channels.NotificationChannel;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings the engine's notifications to the source they are about. The engine finds this class as a
 * service and makes it itself, so the two meet by the source's name.
 */
public final class SnapshotNotifications implements NotificationChannel {

  static final String NAME = "millrace";

  private static final String INCREMENTAL = "Incremental Snapshot";
  private static final Map<String, IncrementalSnapshots> LISTENERS = new ConcurrentHashMap<>();

  private String source = "";

  /** For the engine. */
  public SnapshotNotifications() {}

  /** From now on, {@code listener} hears of the source's engine. */
  static void listen(String source, IncrementalSnapshots listener) {
    LISTENERS.put(source, listener);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void init(CommonConnectorConfig config) {
    source = config.getLogicalName();
  }

  @Override
  public void send(Notification notification) {
    if (INCREMENTAL.equals(notification.getAggregateType())) {
      Optional.ofNullable(LISTENERS.get(source))
          .ifPresent(
              listener ->
                  listener.report(
                      notification.getId(),
                      notification.getType().toLowerCase(Locale.ROOT),
                      notification.getAdditionalData()));
    }
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
