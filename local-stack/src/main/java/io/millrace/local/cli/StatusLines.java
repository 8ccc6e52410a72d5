package io.millrace.local.cli;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** A component's status as a line of text. */
final class StatusLines {

  private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final String[] PLAIN_SPINNER = {"-", "\\", "|", "/"};

  /** Of the longest name, and a space. */
  private static final int NAME_WIDTH =
      1 + Arrays.stream(Component.values()).mapToInt(it -> it.id().length()).max().orElse(0);

  private static final int PHASE_WIDTH = 11;
  private static final int BAR_WIDTH = 20;

  private final Screen screen;

  StatusLines(Screen screen) {
    this.screen = screen;
  }

  /** The line as it is drawn at a moment; {@code frame} turns the spinner. */
  String line(ComponentStatus status, Instant now, int frame) {
    String name = pad(status.component().id(), NAME_WIDTH);
    String phase = pad(status.phase().id(), PHASE_WIDTH);
    int columns = screen.width() - 4 - NAME_WIDTH - PHASE_WIDTH;
    return "  "
        + screen.paint(color(status.phase()), symbol(status.phase(), frame))
        + " "
        + name
        + screen.paint(color(status.phase()), phase)
        + screen.paint(2, screen.cut(remark(status, now), Math.max(0, columns)));
  }

  /** The part after the phase, for a person. */
  String remark(ComponentStatus status, Instant now) {
    return switch (status.phase()) {
      case READY ->
          status.address()
              + (status.pid() == 0 ? ", yours" : "")
              + (status.detail().isEmpty() ? "" : ", " + status.detail());
      case STARTING -> seconds(status, now) + bar(status.fraction()) + separated(status.detail());
      case STOPPING -> seconds(status, now) + separated(status.detail());
      case WAITING, UNWELL, RESTARTING, FAILED, STOPPED -> status.detail();
    };
  }

  private static String separated(String detail) {
    return detail.isEmpty() ? "" : "  " + detail;
  }

  private static String seconds(ComponentStatus status, Instant now) {
    return "%2d s".formatted(Math.max(0, Duration.between(status.since(), now).toSeconds()));
  }

  private String bar(double fraction) {
    if (fraction < 0) {
      return "";
    }
    int full = (int) Math.round(Math.min(1, fraction) * BAR_WIDTH);
    String done = (screen.unicode() ? "█" : "#").repeat(full);
    String left = (screen.unicode() ? "░" : ".").repeat(BAR_WIDTH - full);
    return "  %s%s %3d %%".formatted(done, left, Math.round(fraction * 100));
  }

  private String symbol(Phase phase, int frame) {
    boolean unicode = screen.unicode();
    return switch (phase) {
      case STARTING, STOPPING -> {
        String[] frames = unicode ? SPINNER : PLAIN_SPINNER;
        yield frames[frame % frames.length];
      }
      case WAITING -> unicode ? "·" : ".";
      case READY -> unicode ? "✔" : "+";
      case UNWELL -> "!";
      case RESTARTING -> unicode ? "↻" : "!";
      case FAILED -> unicode ? "✘" : "x";
      case STOPPED -> unicode ? "■" : "o";
    };
  }

  private static int color(Phase phase) {
    return switch (phase) {
      case READY -> 32;
      case STARTING, STOPPING -> 36;
      case UNWELL, RESTARTING -> 33;
      case FAILED -> 31;
      case WAITING, STOPPED -> 2;
    };
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
