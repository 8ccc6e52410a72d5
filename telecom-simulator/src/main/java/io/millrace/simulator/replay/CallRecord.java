package io.millrace.simulator.replay;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One line of a calls file, dirt included.
 *
 * @param lineNumber from 1
 * @param user who called; null when the file does not say
 * @param time local time of the study
 * @param durationSeconds as the file has it: it may be negative, 0 or 32767
 * @param calledUser who was called, if a participant
 * @param calledPhone the called number, hashed by the study; null when the file does not say
 */
public record CallRecord(
    long lineNumber,
    @Nullable String user,
    LocalDateTime time,
    long durationSeconds,
    @Nullable String calledUser,
    @Nullable String calledPhone) {}
