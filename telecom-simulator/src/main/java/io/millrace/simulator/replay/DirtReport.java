package io.millrace.simulator.replay;

import io.millrace.model.telecom.TelecomRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Counts what is odd in a file. Odd rows are replayed like any other; unreadable lines are not. */
public final class DirtReport {

  private static final int LINES_NAMED = 20;

  private final Set<String> seen = new HashSet<>();
  private final List<Long> unreadableLines = new ArrayList<>();
  private long calls;
  private long unknownUsers;
  private long negativeDurations;
  private long zeroDurations;
  private long sentinelDurations;
  private long duplicates;
  private long selfCalls;
  private long unknownBothSides;

  DirtReport() {}

  void add(CallRecord call, String line) {
    calls++;
    if (call.user() == null) {
      unknownUsers++;
      if (call.calledUser() == null) {
        unknownBothSides++;
      }
    } else if (call.user().equals(call.calledUser())) {
      selfCalls++;
    }
    if (call.durationSeconds() < 0) {
      negativeDurations++;
    } else if (call.durationSeconds() == 0) {
      zeroDurations++;
    } else if (call.durationSeconds() == TelecomRule.OVERFLOW_SENTINEL) {
      sentinelDurations++;
    }
    if (!seen.add(line)) {
      duplicates++;
    }
  }

  void addUnreadable(long lineNumber) {
    unreadableLines.add(lineNumber);
  }

  /** Lines that are calls. */
  public long calls() {
    return calls;
  }

  /** Calls without a user. */
  public long unknownUsers() {
    return unknownUsers;
  }

  /** Calls shorter than 0 s. */
  public long negativeDurations() {
    return negativeDurations;
  }

  /** Calls of exactly 0 s. */
  public long zeroDurations() {
    return zeroDurations;
  }

  /** Calls of exactly 32767 s, an overflow mark. */
  public long sentinelDurations() {
    return sentinelDurations;
  }

  /** Lines that equal an earlier one in every character. */
  public long duplicates() {
    return duplicates;
  }

  /** Calls of a known user to the same user. */
  public long selfCalls() {
    return selfCalls;
  }

  /**
   * Calls with neither user: whoever compares the two empty fields counts them among the calls to
   * oneself.
   */
  public long unknownBothSides() {
    return unknownBothSides;
  }

  /** Numbers, from 1, of the lines that could not be read. */
  public List<Long> unreadableLines() {
    return List.copyOf(unreadableLines);
  }

  /** The report as lines of text. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "calls", calls);
    line(text, "caller unknown", unknownUsers);
    line(text, "  and called user unknown", unknownBothSides);
    line(text, "duration negative", negativeDurations);
    line(text, "duration zero", zeroDurations);
    line(text, "duration 32767 (overflow)", sentinelDurations);
    line(text, "exact duplicates", duplicates);
    line(text, "calls to oneself", selfCalls);
    line(text, "unreadable, not replayed", unreadableLines.size());
    if (!unreadableLines.isEmpty()) {
      text.append("  lines ")
          .append(
              unreadableLines.stream()
                  .limit(LINES_NAMED)
                  .map(String::valueOf)
                  .reduce((a, b) -> a + ", " + b)
                  .orElse(""))
          .append(unreadableLines.size() > LINES_NAMED ? ", …" : "")
          .append('\n');
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, long count) {
    text.append(String.format(Locale.ROOT, "%-28s %,10d%n", what, count));
  }
}
