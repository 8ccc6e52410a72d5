package io.millrace.simulator.generate;

import io.millrace.simulator.event.EventRow;
import io.millrace.simulator.generate.PlantedKind.Place;
import io.millrace.simulator.scenario.Draw;
import io.millrace.simulator.scenario.FaultlessEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes one file of a set. What is in it follows from the set's settings and its number alone, so
 * files can be made in any order and side by side.
 */
final class FileGenerator {

  /** The first events of a file are good, so that the next file can repeat them. */
  static final int REPEATABLE = 256;

  private static final List<PlantedKind> KINDS =
      Arrays.stream(PlantedKind.values()).filter(kind -> kind.place() != Place.FILE).toList();

  /** Of the events that duplicates are made of. */
  private static final int REMEMBERED = 512;

  private static final int REMEMBER_EACH = 16;
  private static final long IDS_PER_FILE = 1_000_000_000L;
  private static final long MEAN_GAP_MICROS = 40_000;
  private static final long MEAN_LINE_BYTES = 310;
  private static final long LONGEST_DELAY_MICROS = 2_000_000;
  private static final double SHARE_OF_OTHER_FILE = 0.2;
  private static final int CHUNK = 64 << 10;

  private final GeneratorConfig config;
  private final FaultlessEvents subscribers;

  /** An event that can be repeated. */
  private record Remembered(long id, EventRow event) {}

  FileGenerator(GeneratorConfig config, FaultlessEvents subscribers) {
    this.config = config;
    this.subscribers = subscribers;
  }

  PlantedFile generate(FilePlan plan) throws IOException {
    FileWriter file = new FileWriter(config.folder(), plan);
    try (file) {
      new Run(plan, file).write();
    }
    return file.written();
  }

  /** One stream of draws per file, whatever the others draw. */
  private SplittableRandom random(int index) {
    SplittableRandom root = new SplittableRandom(config.seed());
    SplittableRandom random = root.split();
    for (int i = 0; i < index; i++) {
      random = root.split();
    }
    return random;
  }

  /** The events of a file in order, as they were before anything was planted. */
  private final class Events {

    private final FaultlessEvents.Run events;
    private final Draw times;
    private long id;
    private Instant recordedAt;

    Events(int index, SplittableRandom random) {
      this.events = subscribers.run(random.split());
      this.times = new Draw(random.split());
      this.id = index * IDS_PER_FILE;
      long before = index * (config.size() / FilePlan.of(config).size()) / MEAN_LINE_BYTES;
      this.recordedAt = config.start().plus(before * MEAN_GAP_MICROS, ChronoUnit.MICROS);
    }

    Remembered next() {
      recordedAt = recordedAt.plus((long) times.uniform(0, 2 * MEAN_GAP_MICROS), ChronoUnit.MICROS);
      long delay = (long) times.uniform(0, LONGEST_DELAY_MICROS);
      EventRow event = events.next(recordedAt);
      return new Remembered(++id, event.withEventTime(recordedAt.minus(delay, ChronoUnit.MICROS)));
    }
  }

  private final class Run {

    private final FilePlan plan;
    private final FileWriter file;
    private final Events events;
    private final Draw dirt;
    private final LineBuffer line = new LineBuffer();
    private final EventLine eventLine;
    private final Deque<Remembered> remembered = new ArrayDeque<>();
    private final Deque<Remembered> ofOtherFile = new ArrayDeque<>();
    private int longLinesLeft;

    Run(FilePlan plan, FileWriter file) {
      this.plan = plan;
      this.file = file;
      SplittableRandom random = random(plan.index());
      this.events = new Events(plan.index(), random);
      this.dirt = new Draw(random.split());
      this.eventLine =
          new EventLine(line, "generator:" + config.seed(), dirt, subscribers.run(random.split()));
      this.longLinesLeft = plan.longLines();
      if (plan.index() > 0) {
        Events other = new Events(plan.index() - 1, random(plan.index() - 1));
        for (int i = 0; i < REPEATABLE; i++) {
          ofOtherFile.add(other.next());
        }
      }
    }

    void write() throws IOException {
      if (plan.beginsWithBom()) {
        file.write(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, 3);
        file.planted(PlantedKind.BOM);
      }
      int number = 0;
      while (file.bytes() < plan.bytes() || number < REPEATABLE) {
        Remembered next = events.next();
        if (longLineIsDue()) {
          overlong(next);
        } else if (number < REPEATABLE) {
          good(next);
        } else {
          one(next, number);
        }
        number++;
      }
      if (plan.endsTruncated()) {
        truncated(events.next());
      }
    }

    private void one(Remembered next, int number) throws IOException {
      PlantedKind kind = drawn(next.event());
      if (kind == null) {
        good(next);
        if (number % REMEMBER_EACH == 0) {
          remembered.addLast(next);
          if (remembered.size() > REMEMBERED) {
            remembered.removeFirst();
          }
        }
      } else if (kind.place() == Place.LINE) {
        eventLine.dirty(kind, next.id(), next.event());
        end(kind);
        file.event();
      } else {
        good(next);
        extra(kind);
      }
    }

    private @Nullable PlantedKind drawn(EventRow event) {
      double left = dirt.uniform();
      for (PlantedKind kind : KINDS) {
        left -= config.shares().of(kind);
        if (left < 0) {
          return kind.suits(event) ? kind : null;
        }
      }
      return null;
    }

    private void good(Remembered next) throws IOException {
      eventLine.good(next.id(), next.event());
      file.line(line.add('\n'));
      file.event();
    }

    private void end(PlantedKind kind) throws IOException {
      file.line(line.add('\n'));
      file.planted(kind);
    }

    private void extra(PlantedKind kind) throws IOException {
      if (kind == PlantedKind.BLANK_LINE) {
        eventLine.blank();
        end(kind);
        return;
      }
      Remembered again = repeated();
      if (again == null) {
        return;
      }
      if (kind == PlantedKind.DUPLICATE_EXACT) {
        eventLine.good(again.id(), again.event());
      } else {
        eventLine.conflicting(again.id(), again.event());
      }
      end(kind);
    }

    /** Each event is repeated once at most: a second conflict would be an exact duplicate. */
    private @Nullable Remembered repeated() {
      if (!ofOtherFile.isEmpty() && dirt.happens(SHARE_OF_OTHER_FILE)) {
        return ofOtherFile.removeFirst();
      }
      return remembered.pollFirst();
    }

    private boolean longLineIsDue() {
      // Spread over the file: the first after an equal part of it, and so on.
      return longLinesLeft > 0
          && file.bytes()
              >= (plan.longLines() - longLinesLeft + 1) * (plan.bytes() / (plan.longLines() + 1))
                  - config.longLineBytes() / 2L;
    }

    /** Written in pieces, so that no line is ever held. */
    private void overlong(Remembered next) throws IOException {
      longLinesLeft--;
      eventLine.good(next.id(), next.event());
      line.cut(line.length() - 1);
      line.add(",\"note\":\"");
      byte[] tail = "\"}\n".getBytes(StandardCharsets.US_ASCII);
      long left = (long) config.longLineBytes() - line.length() - tail.length + 1;
      file.write(line.bytes(), line.length());
      byte[] chunk = new byte[CHUNK];
      Arrays.fill(chunk, (byte) 'x');
      while (left > 0) {
        int length = (int) Math.min(CHUNK, left);
        file.write(chunk, length);
        left -= length;
      }
      line.clear();
      file.line(line.add(tail));
      file.event();
      file.planted(PlantedKind.OVERLONG_LINE);
    }

    private void truncated(Remembered next) throws IOException {
      eventLine.good(next.id(), next.event());
      line.cut(1 + dirt.below(line.length() - 2));
      file.line(line);
      file.event();
      file.planted(PlantedKind.TRUNCATED_LAST_LINE);
    }
  }
}
