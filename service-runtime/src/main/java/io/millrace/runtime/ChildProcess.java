package io.millrace.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A process that this one started and answers for. Its standard input stays open while this process
 * lives, so that a child which calls {@link SupervisedProcess#watch()} ends with it.
 *
 * <p>Where the program {@code setsid} exists, the child gets a session of its own: a Ctrl-C at the
 * terminal then reaches the supervisor alone, which stops its children in the right order. The
 * child inherits this process's environment except for Millrace's secrets; it gets those it is
 * given.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private static final Pattern SECRET =
      Pattern.compile(
          "MILLRACE_.*(PASSWORD|SECRET_KEY|MASKING_KEY|MONITORING_KEY|BOT_TOKEN|WEBHOOK_URL)(_FILE)?");

  private static final Duration READY_POLL = Duration.ofMillis(100);

  private static final int LONGEST_OUTPUT = 4_000;

  private final Spec spec;
  private final Process process;
  private final long outputBegan;

  private ChildProcess(Spec spec, Process process, long outputBegan) {
    this.spec = spec;
    this.process = process;
    this.outputBegan = outputBegan;
  }

  /**
   * What to start.
   *
   * @param name short name for people, such as {@code kafka}
   * @param command program and arguments
   * @param environment added to (and overriding) this process's environment
   * @param workingFolder created if absent
   * @param logFile both outputs are appended here; its folder is created if absent
   */
  public record Spec(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path workingFolder,
      Path logFile) {

    /** Copies the collections. */
    public Spec {
      if (command.isEmpty()) {
        throw new IllegalArgumentException("no command for " + name);
      }
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    /**
     * A JVM of the same JDK as this one.
     *
     * @param jvmOptions such as {@code -Xmx256m}
     * @param classPath see {@link ModuleClasspath#of}
     */
    public static Spec java(
        String name,
        String mainClass,
        String classPath,
        List<String> jvmOptions,
        Map<String, String> environment,
        Path workingFolder,
        Path logFile) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmOptions);
      command.addAll(List.of("-cp", classPath, mainClass));
      return new Spec(name, command, environment, workingFolder, logFile);
    }
  }

  /**
   * Starts it.
   *
   * @throws IOException if the program cannot be started or the log cannot be written
   */
  public static ChildProcess start(Spec spec) throws IOException {
    Files.createDirectories(spec.workingFolder());
    Files.createDirectories(spec.logFile().toAbsolutePath().getParent());
    List<String> command = new ArrayList<>(spec.command());
    if (Files.isExecutable(SETSID)) {
      command.add(0, SETSID.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(spec.workingFolder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.logFile().toFile()));
    builder.environment().keySet().removeIf(key -> SECRET.matcher(key).matches());
    builder.environment().putAll(spec.environment());
    builder.environment().put(SupervisedProcess.SUPERVISED, "true");
    long outputBegan = Files.exists(spec.logFile()) ? Files.size(spec.logFile()) : 0;
    return new ChildProcess(spec, builder.start(), outputBegan);
  }

  /** Whether a process can do its work now; asked again and again. */
  @FunctionalInterface
  public interface Readiness {
    /** Answers at once, or within seconds. */
    boolean isReady() throws InterruptedException;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param limit the longest wait
   * @throws IOException if it cannot be started, ends, or is not ready in time; then it does not
   *     run any more, and the message has the end of its output
   */
  public static ChildProcess startReady(Spec spec, Readiness readiness, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    ChildProcess process = start(spec);
    try {
      while (!readiness.isReady()) {
        boolean ended = process.endsWithin(READY_POLL);
        if (ended || System.nanoTime() > deadline) {
          throw new IOException(
              spec.name()
                  + (ended ? " ended: " : " was not ready within " + limit.toSeconds() + " s: ")
                  + process.output());
        }
      }
      return process;
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** The name in its {@link Spec}. */
  public String name() {
    return spec.name();
  }

  /** Where its output goes. */
  public Path logFile() {
    return spec.logFile();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code once it has ended. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Completes when it ends. */
  public CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Waits for its end, at most for {@code limit}; answers whether it has ended. */
  public boolean endsWithin(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What it has written, at most the last 4,000 bytes. */
  public String output() throws IOException {
    try (SeekableByteChannel log = Files.newByteChannel(spec.logFile())) {
      long from = Math.max(Math.min(outputBegan, log.size()), log.size() - LONGEST_OUTPUT);
      ByteBuffer bytes = ByteBuffer.allocate((int) (log.size() - from));
      log.position(from);
      while (bytes.hasRemaining() && log.read(bytes) >= 0) {
        // Reads on until the end.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
    }
  }

  /**
   * Asks it to end (SIGTERM), and ends it (SIGKILL) if it has not done so within {@code grace}.
   *
   * @return whether it ended by itself
   */
  public boolean stop(Duration grace) throws InterruptedException {
    process.destroy();
    boolean ended = process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      kill();
    }
    return ended;
  }

  /** Ends it at once (SIGKILL) and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Stops it within 10 s. */
  @Override
  public void close() {
    try {
      stop(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
