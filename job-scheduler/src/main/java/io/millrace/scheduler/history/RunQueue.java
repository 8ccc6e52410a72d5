package io.millrace.scheduler.history;

import io.millrace.scheduler.history.Database.Session;
import io.millrace.scheduler.job.JobDefinition;
import io.millrace.scheduler.job.Schedule.Due;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts runs into the queue. Whoever does so holds the lock of the job's row in {@code plans}, so
 * schedulers plan no day twice and answer the same request once.
 */
@Singleton
public class RunQueue {

  private final Database database;

  RunQueue(Database database) {
    this.database = database;
  }

  /** A day that is asked for is being computed already, or is about to be. */
  public static final class InProgressException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Run run;

    InProgressException(Run run) {
      super("run " + run.id() + " of " + run.job() + " for " + run.day() + " is " + run.state());
      this.run = run;
    }

    /** The one in progress. */
    public Run run() {
      return run;
    }
  }

  /**
   * What planning did.
   *
   * @param queued runs, oldest day first
   * @param skipped days too old to be made up for
   */
  public record Planned(List<LocalDate> queued, List<LocalDate> skipped) {}

  /**
   * Queues a run for each day that has become due. The first time it only notes from when on.
   *
   * @param now until when
   */
  public Planned plan(JobDefinition job, Instant now) {
    return database.transaction(session -> plan(session, job, now));
  }

  private static Planned plan(Session session, JobDefinition job, Instant now) throws SQLException {
    Instant until = lock(session, job.name(), now);
    List<Due> due = job.schedule().due(until, now);
    List<LocalDate> queued = new ArrayList<>();
    List<LocalDate> skipped = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      // The last one is due now; those before it were missed.
      int missed = due.size() - 1 - i;
      boolean skip = missed > job.catchUpDays();
      Due day = due.get(i);
      int inserted =
          session.update(
              "INSERT INTO runs (job, day, trigger, state, scheduled_at, late_at, ended_at, message)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
              job.name(),
              day.day(),
              missed == 0 ? Trigger.SCHEDULE : Trigger.CATCH_UP,
              skip ? RunState.SKIPPED : RunState.QUEUED,
              day.at(),
              day.at().plus(job.lateAfter()),
              skip ? now : null,
              skip ? "missed longer ago than catch-up-days, which is " + job.catchUpDays() : null);
      if (inserted == 1) {
        (skip ? skipped : queued).add(day.day());
      }
    }
    if (!due.isEmpty()) {
      session.update("UPDATE plans SET planned_until = ? WHERE job = ?", now, job.name());
    }
    return new Planned(queued, skipped);
  }

  private static Instant lock(Session session, String job, Instant now) throws SQLException {
    session.update(
        "INSERT INTO plans (job, planned_until) VALUES (?, ?) ON CONFLICT DO NOTHING", job, now);
    return session
        .first(
            "SELECT planned_until FROM plans WHERE job = ? FOR UPDATE",
            row -> row.getTimestamp(1).toInstant(),
            job)
        .orElseThrow();
  }

  /**
   * Queues runs for days that somebody asks for: all of them, or none.
   *
   * @param days oldest first
   * @throws InProgressException if one of the days has a run that has not ended
   */
  public List<Run> request(JobDefinition job, List<LocalDate> days, Trigger trigger) {
    return database.transaction(
        session -> {
          Instant unused = lock(session, job.name(), Instant.now());
          List<Run> runs = new ArrayList<>();
          for (LocalDate day : days) {
            Optional<Run> inProgress =
                session.first(
                    "SELECT "
                        + RunRepository.RUN_COLUMNS
                        + " FROM runs WHERE job = ? AND day = ? AND state IN ('QUEUED', 'RUNNING')"
                        + " ORDER BY run_id LIMIT 1",
                    RunRepository::run,
                    job.name(),
                    day);
            if (inProgress.isPresent()) {
              throw new InProgressException(inProgress.get());
            }
            runs.add(
                session
                    .first(
                        "INSERT INTO runs (job, day, trigger, state) VALUES (?, ?, ?, 'QUEUED')"
                            + " RETURNING "
                            + RunRepository.RUN_COLUMNS,
                        RunRepository::run,
                        job.name(),
                        day,
                        trigger)
                    .orElseThrow());
          }
          return runs;
        });
  }

  /**
   * Asks for the end of a run: at once if it waits, else its scheduler ends its processes first.
   *
   * @return the run as it is now; empty if it has ended already, or was never there
   */
  public Optional<Run> cancel(long id) {
    return database.transaction(
        session ->
            session.first(
                "UPDATE runs SET cancel_requested = true, state = CASE state WHEN 'QUEUED' THEN"
                    + " 'CANCELLED' ELSE state END, ended_at = CASE state WHEN 'QUEUED' THEN now() END,"
                    + " message = 'cancelled on request' WHERE run_id = ? AND state IN ('QUEUED',"
                    + " 'RUNNING') RETURNING "
                    + RunRepository.RUN_COLUMNS,
                RunRepository::run,
                id));
  }
}
