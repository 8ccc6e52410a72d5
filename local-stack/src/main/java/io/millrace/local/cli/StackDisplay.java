package io.millrace.local.cli;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.ComponentStatus;
import io.millrace.local.stack.Phase;
import io.millrace.local.stack.StackStatus;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Shows a stack's components while they change: on a terminal as a list that is redrawn in place,
 * elsewhere as a line for each change.
 */
final class StackDisplay implements AutoCloseable {

  private static final long INTERVAL_MILLISECONDS = 100;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Screen screen;
  private final Supplier<StackStatus> source;
  private final StatusLines lines;
  private final Map<Component, Phase> told = new EnumMap<>(Component.class);
  private final Thread painter;
  private String title;
  private List<String> footer = List.of();
  private List<String> drawn = List.of();
  private int frame;
  private boolean closed;

  /** Starts showing; where lines are printed, one for each state there is. */
  StackDisplay(Screen screen, String title, Supplier<StackStatus> source) {
    this(screen, title, List.of(), source);
  }

  /**
   * Starts showing.
   *
   * @param known states that are no news: no line is printed for them
   */
  StackDisplay(
      Screen screen, String title, List<ComponentStatus> known, Supplier<StackStatus> source) {
    known.forEach(component -> told.put(component.component(), component.phase()));
    this.screen = screen;
    this.source = source;
    this.title = title;
    this.lines = new StatusLines(screen);
    if (screen.live()) {
      // No cursor, and no wrapping: a long line in a narrowed window must not break the list.
      screen.out().print("\033[?25l\033[?7l");
    } else {
      screen.out().println(title);
    }
    this.painter = new Thread(this::paintOnAndOn, "display");
    painter.setDaemon(true);
    painter.start();
  }

  private void paintOnAndOn() {
    try {
      while (!isClosed()) {
        paint();
        Thread.sleep(INTERVAL_MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Changes what is above and below the list. */
  synchronized void say(String newTitle, List<String> newFooter) {
    title = newTitle;
    footer = List.copyOf(newFooter);
    if (!screen.live()) {
      tellChanges(source.get());
      screen.out().println(newTitle);
      newFooter.forEach(screen.out()::println);
      screen.out().flush();
    }
  }

  private synchronized void paint() {
    if (closed) {
      return;
    }
    StackStatus status = source.get();
    if (screen.live()) {
      redraw(status);
    } else {
      tellChanges(status);
    }
  }

  private void redraw(StackStatus status) {
    List<String> now = new ArrayList<>();
    now.add(screen.paint(1, title));
    now.add("");
    Instant instant = Instant.now();
    status.components().forEach(component -> now.add(lines.line(component, instant, frame)));
    if (!footer.isEmpty()) {
      now.add("");
      now.addAll(footer);
    }
    frame++;
    if (now.equals(drawn)) {
      return;
    }
    // One write, so that no half-drawn list is ever seen.
    StringBuilder text = new StringBuilder();
    if (!drawn.isEmpty()) {
      text.append("\033[").append(drawn.size()).append("F");
    }
    now.forEach(line -> text.append("\r").append(line).append("\033[K\n"));
    text.append("\033[J");
    screen.out().print(text);
    screen.out().flush();
    drawn = now;
  }

  private void tellChanges(StackStatus status) {
    for (ComponentStatus component : status.components()) {
      Phase before = told.put(component.component(), component.phase());
      if (before != component.phase() && !(before == null && component.phase() == Phase.WAITING)) {
        String remark = lines.remark(component, component.since()).replaceFirst("^ *0 s *", "");
        screen
            .out()
            .println(
                "%s %s %s%s"
                    .formatted(
                        CLOCK.format(LocalTime.now(ZoneId.systemDefault())),
                        component.component().id(),
                        component.phase().id(),
                        remark.isEmpty() ? "" : ": " + remark));
      }
    }
    screen.out().flush();
  }

  /** Shows the last state and gives the terminal back. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    paint();
    closed = true;
    if (screen.live()) {
      screen.out().print("\033[?7h\033[?25h");
    }
    screen.out().flush();
  }
}
