package io.millrace.scheduler.notify;

import io.millrace.scheduler.history.Database;
import io.millrace.scheduler.history.Database.Session;
import io.millrace.scheduler.history.RunState;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What has still to be told. It is in PostgreSQL before anybody is told, so nothing is lost. */
@Singleton
public class Outbox {

  private final Database database;
  private final List<Channel> channels;

  Outbox(Database database, @Any Instance<Channel> channels) {
    this.database = database;
    this.channels = channels.stream().toList();
  }

  /** In the transaction that ends a run: has those told who want to know. */
  public void add(Session session, long run, RunState state) throws SQLException {
    Optional<Event> event =
        switch (state) {
          case SUCCEEDED -> Optional.of(Event.SUCCESS);
          case FAILED -> Optional.of(Event.FAILURE);
          // Who cancelled it knows.
          case CANCELLED, SKIPPED, QUEUED, RUNNING -> Optional.empty();
        };
    if (event.isPresent()) {
      session.update(
          "INSERT INTO notifications (run_id, event, channel) SELECT ?, ?, unnest(?) ON CONFLICT DO"
              + " NOTHING",
          run,
          event.get(),
          names(event.get()));
    }
  }

  /** Has those told who want to know of days that are late; of each once. */
  public void addLate() {
    database.transaction(
        session ->
            session.update(
                "WITH late AS (UPDATE runs r SET late_told_at = now() WHERE late_at < now() AND"
                    + " late_told_at IS NULL AND state NOT IN ('SUCCEEDED', 'SKIPPED') AND NOT EXISTS"
                    + " (SELECT FROM runs o WHERE o.job = r.job AND o.day = r.day AND o.state ="
                    + " 'SUCCEEDED') RETURNING run_id) INSERT INTO notifications (run_id, event,"
                    + " channel) SELECT run_id, 'LATE', channel FROM late, unnest(?) channel ON"
                    + " CONFLICT DO NOTHING",
                (Object) names(Event.LATE)));
  }

  private String[] names(Event event) {
    return channels.stream()
        .filter(channel -> channel.events().contains(event))
        .map(channel -> channel.name().name())
        .toArray(String[]::new);
  }

  List<Channel> channels() {
    return channels;
  }
}
