package io.millrace.scheduler.history;

import io.millrace.scheduler.job.StepName;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt at a step.
 *
 * @param id rising
 * @param step which
 * @param attempt from 1
 * @param state how it is
 * @param startedAt when its process was started
 * @param endedAt null while it runs
 * @param exitCode null while it runs, or if it is not known
 * @param message what people should know; null if nothing
 * @param folder of its files, on the machine it ran on
 * @param place machine and process namespace of {@code pid}
 * @param pid of its process; null if the scheduler died before it was noted
 * @param pidStartedAt when that process started, which tells it from a later one of that number
 * @param logTail the end of what the process wrote; null while it runs
 * @param report what the process reported, JSON; null if it did not
 */
public record StepAttempt(
    long id,
    StepName step,
    int attempt,
    StepState state,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Integer exitCode,
    @Nullable String message,
    Path folder,
    String place,
    @Nullable Long pid,
    @Nullable Instant pidStartedAt,
    @Nullable String logTail,
    @Nullable String report) {}
