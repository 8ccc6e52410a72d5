package io.millrace.scheduler.execution;

import io.millrace.scheduler.config.SchedulerConfig;
import io.millrace.scheduler.history.Database;
import io.millrace.scheduler.history.Database.DatabaseException;
import io.millrace.scheduler.history.Database.Session;
import io.millrace.scheduler.history.Run;
import io.millrace.scheduler.history.RunRepository;
import io.millrace.scheduler.history.RunState;
import io.millrace.scheduler.history.StepAttempt;
import io.millrace.scheduler.history.StepState;
import io.millrace.scheduler.job.StepName;
import io.millrace.scheduler.notify.Outbox;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who works on which run. A claim gives a token; every change of a run asks for it, so who has lost
 * a run to another scheduler changes nothing more.
 */
@Singleton
public class Leases {

  /** From a process's start to its first act, on a machine that is busy. */
  private static final Duration SLOWEST_START = Duration.ofSeconds(30);

  private final Database database;
  private final Outbox outbox;
  private final Place place = Place.here();
  private final ProcessHandle self = ProcessHandle.current();
  private final double seconds;

  Leases(Database database, Outbox outbox, SchedulerConfig config) {
    this.database = database;
    this.outbox = outbox;
    this.seconds = config.lease().toMillis() / 1_000.0;
  }

  /**
   * A run that this scheduler works on.
   *
   * @param run as it was when it was claimed
   * @param token of the claim
   */
  record Claim(Run run, String token) {}

  /** Another scheduler has the run now. */
  static final class LostRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostRunException(long run) {
      super("run " + run + " is another scheduler's now");
    }
  }

  Place place() {
    return place;
  }

  /**
   * The next run that can be worked on: one that was left behind, or the oldest that waits for a
   * job of which none is running.
   *
   * @param jobs that are known here
   * @param active runs that this process works on
   */
  Optional<Claim> claim(Set<String> jobs, Set<Long> active) {
    try {
      return database.transaction(
          session -> {
            Optional<Long> found = leftBehind(session, jobs, active);
            if (found.isEmpty()) {
              found = waiting(session, jobs);
            }
            return found.isEmpty() ? Optional.empty() : take(session, found.get());
          });
    } catch (DatabaseException e) {
      if (e.isDuplicate()) {
        // Another scheduler has just begun a run of the same job.
        return Optional.empty();
      }
      throw e;
    }
  }

  private record Owner(long run, @Nullable String place, long pid, @Nullable Instant started) {}

  private Optional<Long> leftBehind(Session session, Set<String> jobs, Set<Long> active)
      throws SQLException {
    List<Owner> owners =
        session.list(
            "SELECT run_id, owner_place, owner_pid, owner_started_at, lease_until < now() AS over"
                + " FROM runs WHERE state = 'RUNNING' AND job = ANY(?) AND (lease_until < now() OR"
                + " owner_place = ?) ORDER BY run_id FOR UPDATE SKIP LOCKED",
            row ->
                new Owner(
                    row.getLong("run_id"),
                    row.getBoolean("over") ? null : row.getString("owner_place"),
                    row.getLong("owner_pid"),
                    row.getTimestamp("owner_started_at").toInstant()),
            jobs.toArray(String[]::new),
            place.id());
    return owners.stream()
        .filter(owner -> !active.contains(owner.run()))
        .filter(owner -> !isAlive(owner))
        .map(Owner::run)
        .findFirst();
  }

  private boolean isAlive(Owner owner) {
    if (owner.place() == null) {
      return false;
    }
    return owner.pid() != self.pid()
        && place.find(owner.place(), owner.pid(), owner.started()).isPresent();
  }

  private static Optional<Long> waiting(Session session, Set<String> jobs) throws SQLException {
    return session.first(
        "SELECT run_id FROM runs r WHERE state = 'QUEUED' AND job = ANY(?) AND NOT EXISTS (SELECT"
            + " FROM runs o WHERE o.job = r.job AND o.state = 'RUNNING') ORDER BY run_id LIMIT 1"
            + " FOR UPDATE SKIP LOCKED",
        row -> row.getLong(1),
        (Object) jobs.toArray(String[]::new));
  }

  private Optional<Claim> take(Session session, long run) throws SQLException {
    String token = UUID.randomUUID().toString();
    return session
        .first(
            "UPDATE runs SET state = 'RUNNING', owner = ?, owner_place = ?, owner_pid = ?,"
                + " owner_started_at = ?, lease_until = now() + ? * interval '1 second', started_at ="
                + " coalesce(started_at, now()) WHERE run_id = ? RETURNING "
                + RunRepository.RUN_COLUMNS,
            RunRepository::run,
            token,
            place.id(),
            self.pid(),
            self.info().startInstant().orElseThrow(),
            seconds,
            run)
        .map(taken -> new Claim(taken, token));
  }

  /**
   * Keeps a run.
   *
   * @return whether somebody wants it ended
   * @throws LostRunException if another has it
   */
  boolean renew(Claim claim) {
    return database.transaction(session -> renew(session, claim));
  }

  private boolean renew(Session session, Claim claim) throws SQLException {
    return session
        .first(
            "UPDATE runs SET lease_until = now() + ? * interval '1 second' WHERE run_id = ? AND"
                + " owner = ? RETURNING cancel_requested",
            row -> row.getBoolean(1),
            seconds,
            claim.run().id(),
            claim.token())
        .orElseThrow(() -> new LostRunException(claim.run().id()));
  }

  /** Notes that an attempt is about to be made; answers its id. */
  long begin(Claim claim, StepName step, int attempt, Path folder) {
    return database.transaction(
        session -> {
          boolean unused = renew(session, claim);
          return session
              .first(
                  "INSERT INTO steps (run_id, step, attempt, state, folder, place) VALUES (?, ?, ?,"
                      + " 'RUNNING', ?, ?) RETURNING step_id",
                  row -> row.getLong(1),
                  claim.run().id(),
                  step.id(),
                  attempt,
                  folder.toString(),
                  place.id())
              .orElseThrow();
        });
  }

  /** Notes the process of an attempt. */
  void started(Claim claim, long step, ProcessHandle process) {
    database.transaction(
        session -> {
          boolean unused = renew(session, claim);
          return session.update(
              "UPDATE steps SET pid = ?, pid_started = ? WHERE step_id = ?",
              process.pid(),
              process.info().startInstant().orElse(null),
              step);
        });
  }

  /**
   * How an attempt ended.
   *
   * @param report JSON, or null
   */
  record Ending(
      StepState state,
      @Nullable Integer exitCode,
      @Nullable String message,
      String logTail,
      @Nullable String report) {}

  /** Notes how an attempt ended. */
  void ended(Claim claim, long step, Ending ending) {
    database.transaction(
        session -> {
          boolean unused = renew(session, claim);
          return session.update(
              "UPDATE steps SET state = ?, ended_at = now(), exit_code = ?, message = ?, log_tail ="
                  + " ?, report = ?::jsonb WHERE step_id = ?",
              ending.state(),
              ending.exitCode(),
              ending.message(),
              ending.logTail(),
              ending.report(),
              step);
        });
  }

  /** Says what a run waits for. */
  void waits(Claim claim, String message) {
    database.transaction(
        session ->
            session.update(
                "UPDATE runs SET message = ? WHERE run_id = ? AND owner = ?",
                message,
                claim.run().id(),
                claim.token()));
  }

  /** Ends a run and, in the same transaction, has those told who want to know. */
  void finish(Claim claim, RunState state, @Nullable String message) {
    database.transaction(
        session -> {
          boolean unused = renew(session, claim);
          int ended =
              session.update(
                  "UPDATE runs SET state = ?, ended_at = now(), message = ?, owner = NULL,"
                      + " owner_place = NULL, owner_pid = NULL, owner_started_at = NULL, lease_until"
                      + " = NULL WHERE run_id = ? AND owner = ?",
                  state,
                  message,
                  claim.run().id(),
                  claim.token());
          outbox.add(session, claim.run().id(), state);
          return ended;
        });
  }

  /** Leaves a run to whoever comes next, at once. */
  void release(Claim claim) {
    database.transaction(
        session ->
            session.update(
                "UPDATE runs SET lease_until = now() - interval '1 second' WHERE run_id = ? AND owner"
                    + " = ?",
                claim.run().id(),
                claim.token()));
  }

  /** The attempt's process, if it can still be found. */
  Optional<ProcessHandle> process(StepAttempt attempt) {
    Long pid = attempt.pid();
    if (pid != null) {
      return place.find(attempt.place(), pid, attempt.pidStartedAt());
    }
    // The scheduler died between the start and its note; the process has noted its own number.
    StepFolder folder = new StepFolder(attempt.folder());
    try {
      return folder.pid().isEmpty()
          ? Optional.empty()
          : place.find(attempt.place(), folder.pid().getAsLong(), folder.pidNoted(), SLOWEST_START);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
