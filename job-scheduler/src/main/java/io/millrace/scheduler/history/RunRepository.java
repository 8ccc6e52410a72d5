package io.millrace.scheduler.history;

import io.millrace.scheduler.history.Database.Session;
import io.millrace.scheduler.job.StepName;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads runs, their steps, and who is told of them. */
@Singleton
public class RunRepository {

  /** The columns that {@link #run} reads. */
  public static final String RUN_COLUMNS =
      "run_id, job, day, trigger, state, scheduled_at, late_at, created_at, started_at, ended_at,"
          + " message, cancel_requested";

  private final Database database;

  RunRepository(Database database) {
    this.database = database;
  }

  /**
   * Which runs of a job.
   *
   * @param day only of that day
   * @param state only in that state
   * @param trigger only for that reason
   * @param before only those with lower ids
   * @param limit the newest so many
   */
  public record Filter(
      String job,
      Optional<LocalDate> day,
      Optional<RunState> state,
      Optional<Trigger> trigger,
      Optional<Long> before,
      int limit) {}

  /** What a channel has been told, or will be. */
  public record Told(
      String event,
      String channel,
      int attempts,
      @Nullable Instant deliveredAt,
      @Nullable Instant givenUpAt,
      @Nullable String lastError) {}

  /** A run by its id. */
  public Optional<Run> find(long id) {
    return database.transaction(session -> find(session, id));
  }

  static Optional<Run> find(Session session, long id) throws SQLException {
    return session.first(
        "SELECT " + RUN_COLUMNS + " FROM runs WHERE run_id = ?", RunRepository::run, id);
  }

  /** Runs of a job, newest first. */
  public List<Run> list(Filter filter) {
    StringBuilder sql = new StringBuilder("SELECT " + RUN_COLUMNS + " FROM runs WHERE job = ?");
    List<@Nullable Object> parameters = new ArrayList<>(List.of(filter.job()));
    filter.day().ifPresent(day -> condition(sql, parameters, "day = ?", day));
    filter.state().ifPresent(state -> condition(sql, parameters, "state = ?", state));
    filter.trigger().ifPresent(trigger -> condition(sql, parameters, "trigger = ?", trigger));
    filter.before().ifPresent(before -> condition(sql, parameters, "run_id < ?", before));
    sql.append(" ORDER BY run_id DESC LIMIT ").append(filter.limit());
    return database.transaction(
        session -> session.list(sql.toString(), RunRepository::run, parameters.toArray()));
  }

  private static void condition(
      StringBuilder sql, List<@Nullable Object> parameters, String condition, Object value) {
    sql.append(" AND ").append(condition);
    parameters.add(value);
  }

  /** The newest run of each job. */
  public Map<String, Run> newest() {
    Map<String, Run> newest = new HashMap<>();
    database
        .transaction(
            session ->
                session.list(
                    "SELECT DISTINCT ON (job) "
                        + RUN_COLUMNS
                        + " FROM runs ORDER BY job, run_id DESC",
                    RunRepository::run))
        .forEach(run -> newest.put(run.job(), run));
    return newest;
  }

  /** Attempts at the steps of a run, in the order they were made. */
  public List<StepAttempt> steps(long run) {
    return database.transaction(
        session ->
            session.list(
                "SELECT step_id, step, attempt, state, started_at, ended_at, exit_code, message,"
                    + " folder, place, pid, pid_started, log_tail, report::text AS report FROM steps"
                    + " WHERE run_id = ? ORDER BY step_id",
                RunRepository::step,
                run));
  }

  /** Who is told of a run. */
  public List<Told> told(long run) {
    return database.transaction(
        session ->
            session.list(
                "SELECT event, channel, attempts, delivered_at, given_up_at, last_error FROM"
                    + " notifications WHERE run_id = ? ORDER BY notification_id",
                row ->
                    new Told(
                        row.getString("event"),
                        row.getString("channel"),
                        row.getInt("attempts"),
                        Database.instant(row, "delivered_at"),
                        Database.instant(row, "given_up_at"),
                        row.getString("last_error")),
                run));
  }

  /** Reads a row with {@link #RUN_COLUMNS}. */
  public static Run run(ResultSet row) throws SQLException {
    return new Run(
        row.getLong("run_id"),
        row.getString("job"),
        row.getObject("day", LocalDate.class),
        Trigger.valueOf(row.getString("trigger")),
        RunState.valueOf(row.getString("state")),
        Database.instant(row, "scheduled_at"),
        Database.instant(row, "late_at"),
        Objects.requireNonNull(Database.instant(row, "created_at")),
        Database.instant(row, "started_at"),
        Database.instant(row, "ended_at"),
        row.getString("message"),
        row.getBoolean("cancel_requested"));
  }

  private static StepAttempt step(ResultSet row) throws SQLException {
    return new StepAttempt(
        row.getLong("step_id"),
        StepName.of(row.getString("step")),
        row.getInt("attempt"),
        StepState.valueOf(row.getString("state")),
        Objects.requireNonNull(Database.instant(row, "started_at")),
        Database.instant(row, "ended_at"),
        row.getObject("exit_code", Integer.class),
        row.getString("message"),
        Path.of(row.getString("folder")),
        row.getString("place"),
        row.getObject("pid", Long.class),
        Database.instant(row, "pid_started"),
        row.getString("log_tail"),
        row.getString("report"));
  }
}
