package io.millrace.scheduler.notify;

import io.millrace.scheduler.config.SchedulerConfig;
import jakarta.inject.Singleton;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The scheduler's own log. */
@Singleton
class LogChannel implements Channel {

  private static final Logger log = LoggerFactory.getLogger(LogChannel.class);

  private final Set<Event> events;

  LogChannel(SchedulerConfig config) {
    this.events = Event.read("millrace.scheduler.log.on", config.log().on());
  }

  @Override
  public Name name() {
    return Name.LOG;
  }

  @Override
  public Set<Event> events() {
    return events;
  }

  @Override
  public Delivery deliver(Announcement announcement) {
    log.atLevel(announcement.event() == Event.SUCCESS ? Level.INFO : Level.ERROR)
        .addKeyValue("run", announcement.run().id())
        .addKeyValue("reason", announcement.reason().orElse(""))
        .log(announcement.headline());
    return new Delivery.Delivered();
  }
}
