package io.millrace.scheduler.history;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A run of a job for a day.
 *
 * @param id rising
 * @param job its name
 * @param day the local day, in the job's zone
 * @param trigger why it is there
 * @param state where it is
 * @param scheduledAt when it was due; null for what was asked for by hand
 * @param lateAt from when its day is late; null likewise
 * @param createdAt when it was queued
 * @param startedAt when its first step began; null before
 * @param endedAt null before
 * @param message why it failed, or what it waits for; null if there is nothing to say
 * @param cancelRequested whether somebody wants it ended
 */
public record Run(
    long id,
    String job,
    LocalDate day,
    Trigger trigger,
    RunState state,
    @Nullable Instant scheduledAt,
    @Nullable Instant lateAt,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String message,
    boolean cancelRequested) {}
