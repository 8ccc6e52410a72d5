package io.millrace.local.stack;

import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Starts one of Millrace's own processes and waits until its health is good.
 *
 * @param component which
 * @param program what to run
 * @param environment added to this process's
 * @param address where people find it
 * @param trouble what ails it; empty when all is well
 * @param folder where its log goes
 */
record ProcessLauncher(
    Component component,
    Program program,
    Map<String, String> environment,
    String address,
    Supplier<Optional<String>> trouble,
    StateFolder folder)
    implements Launcher {

  /**
   * First on the command line: of one as long as Spark's, the operating system answers the
   * beginning only, and a later start looks there for what a killed supervisor left.
   */
  private static final String COMPONENT = "-Dio.millrace.component=";

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

  /** A JVM to start. */
  sealed interface Program {

    /** JVM options, the memory's limit among them. */
    List<String> options();

    /** What follows the options on the command line. */
    List<String> target();

    /** What follows the target. */
    List<String> arguments();

    /** A main class with its module's class path. */
    record Main(String module, String mainClass, List<String> options, List<String> arguments)
        implements Program {
      @Override
      public List<String> target() {
        return List.of("-cp", ModuleClasspath.of(module), mainClass);
      }
    }

    /** A jar that names its own class path; the path is below the checkout. */
    record Jar(String path, List<String> options) implements Program {
      @Override
      public List<String> target() {
        Path jar = ModuleClasspath.home().resolve(path);
        if (!Files.isReadable(jar)) {
          throw new IllegalStateException(
              jar + " is missing: build the module first with: mvn -Dquick -DskipTests package");
        }
        return List.of("-jar", jar.toString());
      }

      @Override
      public List<String> arguments() {
        return List.of();
      }
    }
  }

  @Override
  public RunningPart launch(Progress progress) throws IOException, InterruptedException {
    Path scratch = Files.createDirectories(folder.scratch(component));
    return started(spec(scratch), trouble, progress);
  }

  /** Starts a process and waits until nothing ails it; one that ails too long does not run on. */
  static RunningPart started(
      ChildProcess.Spec spec, Supplier<Optional<String>> trouble, Progress progress)
      throws IOException, InterruptedException {
    ChildProcess process = ChildProcess.start(spec);
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    try {
      Optional<String> now = Optional.of("");
      while (now.isPresent()) {
        progress.at(now.get());
        if (process.endsWithin(POLL_INTERVAL)) {
          throw new IOException(ChildPart.describeEnd(process) + "; see " + spec.logFile());
        }
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "not ready within "
                  + START_LIMIT.toSeconds()
                  + " s ("
                  + now.get()
                  + "); see "
                  + spec.logFile());
        }
        now = trouble.get();
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
    return new ChildPart(process) {
      @Override
      public Optional<String> trouble() {
        return trouble.get();
      }
    };
  }

  private ChildProcess.Spec spec(Path scratch) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(COMPONENT + component.id());
    command.addAll(program.options());
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError", "-Djava.io.tmpdir=" + scratch, "-Duser.timezone=UTC"));
    command.addAll(program.target());
    command.addAll(program.arguments());
    return new ChildProcess.Spec(
        component.id(), command, new TreeMap<>(environment), scratch, folder.log(component));
  }
}
