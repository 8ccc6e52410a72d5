package io.millrace.scheduler.notify;

import io.millrace.scheduler.config.SchedulerConfig;
import io.millrace.scheduler.history.Database;
import io.millrace.scheduler.history.Database.DatabaseException;
import io.millrace.scheduler.history.RunRepository;
import io.millrace.scheduler.notify.Channel.Delivery;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is in the outbox, at least once: a notification that is being sent is hidden from
 * other schedulers for a while, and comes up again if nobody says how it went.
 */
@Singleton
public class Postman {

  private static final Logger log = LoggerFactory.getLogger(Postman.class);

  /** Longer than any channel's time limits. */
  private static final int HIDDEN_SECONDS = 60;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  /** About two days and a half of trying. */
  private static final int MOST_ATTEMPTS = 250;

  private final Database database;
  private final RunRepository runs;
  private final Outbox outbox;
  private final Duration poll;
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();

  Postman(Database database, RunRepository runs, Outbox outbox, SchedulerConfig config) {
    this.database = database;
    this.runs = runs;
    this.outbox = outbox;
    this.poll = config.pollInterval();
  }

  private record Letter(long id, long run, Event event, String channel, int attempts) {}

  void start(@Observes StartupEvent start) {
    ScheduledFuture<?> unused =
        rounds.scheduleWithFixedDelay(this::round, 0, poll.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent stop) {
    rounds.shutdownNow();
  }

  private void round() {
    try {
      Optional<Letter> letter = next();
      while (letter.isPresent()) {
        settle(letter.get(), deliver(letter.get()));
        letter = next();
      }
    } catch (DatabaseException e) {
      log.atDebug().setCause(e).log("the outbox cannot be read now");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // A round that fails must not be the last one.
      log.atError().setCause(e).log("delivering notifications failed");
    }
  }

  private Optional<Letter> next() {
    return database.transaction(
        session ->
            session.first(
                "UPDATE notifications SET attempts = attempts + 1, next_attempt_at = now() + ? *"
                    + " interval '1 second' WHERE notification_id = (SELECT notification_id FROM"
                    + " notifications WHERE delivered_at IS NULL AND given_up_at IS NULL AND"
                    + " next_attempt_at <= now() ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP"
                    + " LOCKED) RETURNING notification_id, run_id, event, channel, attempts",
                row ->
                    new Letter(
                        row.getLong("notification_id"),
                        row.getLong("run_id"),
                        Event.valueOf(row.getString("event")),
                        row.getString("channel"),
                        row.getInt("attempts")),
                HIDDEN_SECONDS));
  }

  private Delivery deliver(Letter letter) throws InterruptedException {
    Optional<Channel> channel =
        outbox.channels().stream()
            .filter(one -> one.name().name().equals(letter.channel()))
            .filter(one -> !one.events().isEmpty())
            .findFirst();
    if (channel.isEmpty()) {
      return new Delivery.GivenUp("the channel is not set up any more");
    }
    return channel
        .get()
        .deliver(
            new Announcement(
                letter.id(),
                letter.event(),
                runs.find(letter.run()).orElseThrow(),
                runs.steps(letter.run())));
  }

  private void settle(Letter letter, Delivery delivery) {
    if (delivery instanceof Delivery.Delivered) {
      mark(letter, "delivered_at = now(), last_error = NULL");
    } else if (delivery instanceof Delivery.GivenUp given) {
      giveUp(letter, given.reason());
    } else if (delivery instanceof Delivery.Retry retry) {
      if (letter.attempts() >= MOST_ATTEMPTS) {
        giveUp(letter, retry.reason() + "; tried " + letter.attempts() + " times");
        return;
      }
      Duration wait = retry.pause().isZero() ? backoff(letter.attempts()) : retry.pause();
      log.atWarn()
          .addKeyValue("run", letter.run())
          .addKeyValue("channel", letter.channel())
          .addKeyValue("reason", retry.reason())
          .addKeyValue("again_in", wait)
          .log("notification not delivered yet");
      mark(
          letter,
          "next_attempt_at = now() + ? * interval '1 second', last_error = ?",
          wait.toSeconds(),
          retry.reason());
    }
  }

  private void giveUp(Letter letter, String reason) {
    log.atError()
        .addKeyValue("run", letter.run())
        .addKeyValue("event", letter.event())
        .addKeyValue("channel", letter.channel())
        .addKeyValue("reason", reason)
        .log("notification given up");
    mark(letter, "given_up_at = now(), last_error = ?", reason);
  }

  private void mark(Letter letter, String change, Object... parameters) {
    Object[] all = java.util.Arrays.copyOf(parameters, parameters.length + 1);
    all[parameters.length] = letter.id();
    int unused =
        database.transaction(
            session ->
                session.update(
                    "UPDATE notifications SET " + change + " WHERE notification_id = ?", all));
  }

  /** 1 s, doubled each time, at most a quarter of an hour. */
  static Duration backoff(int attempts) {
    Duration wait = Duration.ofSeconds(1L << Math.min(attempts - 1, 20));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }
}
