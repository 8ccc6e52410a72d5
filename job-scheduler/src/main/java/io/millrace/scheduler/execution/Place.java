package io.millrace.scheduler.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a process number means something: this boot of this machine, and in it this namespace of
 * processes. In another container, or after a reboot, the same number is another process.
 *
 * @param id equal for two processes that see each other
 */
public record Place(String id) {

  /** Linux counts from the boot, and the boot's own instant moves as the clock is set. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

  /** Where this process runs. */
  static Place here() {
    return new Place(
        read(() -> Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip())
            + "/"
            + read(() -> Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString()));
  }

  /** The process of that number that started then, if it lives. */
  Optional<ProcessHandle> find(String place, long pid, @Nullable Instant started) {
    return find(place, pid, started, CLOCK_STEP);
  }

  /** The same, for an instant that is only about that of its start. */
  Optional<ProcessHandle> find(
      String place, long pid, @Nullable Instant started, Duration tolerance) {
    if (!place.equals(id)) {
      return Optional.empty();
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> started == null || isSame(process, started, tolerance));
  }

  private static boolean isSame(ProcessHandle process, Instant started, Duration tolerance) {
    return process
        .info()
        .startInstant()
        .map(start -> Duration.between(start, started).abs().compareTo(tolerance) <= 0)
        .orElse(false);
  }

  private interface Reader {
    String read() throws IOException;
  }

  private static String read(Reader reader) {
    try {
      return reader.read();
    } catch (IOException e) {
      throw new IllegalStateException("this is no Linux with /proc: " + e.getMessage(), e);
    }
  }
}
