package io.millrace.local.stack;

import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts one of Millrace's own processes and waits until its health is good.
 *
 * @param component which
 * @param program what to run
 * @param environment added to this process's
 * @param health answers 200 when all is well
 * @param folder where its log goes
 */
record ProcessLauncher(
    Component component,
    Program program,
    Map<String, String> environment,
    URI health,
    StateFolder folder)
    implements Launcher {

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
  public String address() {
    return health.resolve("/").toString().replaceFirst("/$", "");
  }

  @Override
  public RunningPart launch(Progress progress) throws IOException, InterruptedException {
    Path scratch = Files.createDirectories(folder.scratch(component));
    return started(spec(scratch), health, progress);
  }

  /** Starts a process and waits until its health is good; one that is not soon does not run on. */
  static RunningPart started(ChildProcess.Spec spec, URI health, Progress progress)
      throws IOException, InterruptedException {
    ChildProcess process = ChildProcess.start(spec);
    HealthProbe probe = new HealthProbe(health);
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    try {
      Optional<String> trouble = Optional.of("");
      while (trouble.isPresent()) {
        progress.at(trouble.get());
        if (process.endsWithin(POLL_INTERVAL)) {
          throw new IOException(ChildPart.describeEnd(process) + "; see " + spec.logFile());
        }
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "not ready within "
                  + START_LIMIT.toSeconds()
                  + " s ("
                  + trouble.get()
                  + "); see "
                  + spec.logFile());
        }
        trouble = probe.trouble();
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
    return new ChildPart(process) {
      @Override
      public Optional<String> trouble() {
        return probe.trouble();
      }
    };
  }

  private ChildProcess.Spec spec(Path scratch) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
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
