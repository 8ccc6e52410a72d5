package io.millrace.scheduler.execution;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.scheduler.config.SchedulerConfig;
import io.millrace.scheduler.job.StepCommand;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.spark.launcher.SparkLauncher;

/**
 * Starts the processes of steps with Spark's own {@link SparkLauncher}.
 *
 * <p>Between it and {@code bin/spark-submit} is a script of ours, which notes its process number
 * and how it ended: a scheduler that is started anew finds both. A step inherits this process's
 * environment, credentials of what it works on among it; what only the scheduler needs is taken
 * out. On no command line is a secret.
 */
@Startup
@Singleton
public class StepLauncher {

  private static final String SUBMIT = "bin/spark-submit";

  private final SchedulerConfig config;
  private final Path workFolder;
  private final Path launchHome;

  /**
   * Prepares the folder.
   *
   * @throws InvalidSettingException if there is no Spark, or the folder cannot be written
   */
  public StepLauncher(SchedulerConfig config) {
    this.config = config;
    Path submit = config.sparkHome().resolve(SUBMIT);
    if (!Files.isExecutable(submit)) {
      throw new InvalidSettingException(
          "MILLRACE_SCHEDULER_SPARK_HOME",
          "\"" + config.sparkHome() + "\", which has no " + SUBMIT + " that can be run",
          "the folder of an installation of Spark 3.5");
    }
    this.workFolder = config.workFolder().toAbsolutePath();
    this.launchHome = workFolder.resolve("launch");
    try {
      Files.createDirectories(launchHome.resolve("bin"));
      install(launchHome.resolve(SUBMIT));
    } catch (IOException e) {
      throw new InvalidSettingException(
          "MILLRACE_SCHEDULER_WORK_FOLDER",
          "\"" + workFolder + "\" (" + e + ")",
          "a folder that this process can write");
    }
  }

  /** Whole at any time: another scheduler may share the folder. */
  private static void install(Path script) throws IOException {
    Path folder = Objects.requireNonNull(script.getParent(), "it is in a folder");
    Path unfinished =
        Files.createTempFile(
            folder,
            "submit-",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try (InputStream text =
        Objects.requireNonNull(StepLauncher.class.getResourceAsStream("/step.sh"))) {
      Files.copy(text, unfinished, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(unfinished, script, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where an attempt has its files. */
  StepFolder folder(long run, String step, int attempt) {
    return new StepFolder(workFolder.resolve("run-" + run).resolve(step + "-" + attempt));
  }

  /**
   * Starts a step.
   *
   * @throws IOException if its process cannot be started
   */
  Process launch(String name, StepCommand command, LocalDate day, StepFolder folder)
      throws IOException {
    Files.createDirectories(folder.root());
    SparkLauncher launcher =
        new SparkLauncher(environment(folder))
            .setSparkHome(launchHome.toString())
            .setMaster(config.sparkMaster())
            .setAppName(name)
            .setMainClass(config.mainClass())
            .setAppResource(config.application())
            .setPropertiesFile(properties(folder).toString())
            .addAppArgs(command.arguments(day, folder.report()).toArray(String[]::new))
            .directory(folder.root().toFile())
            .redirectError()
            .redirectOutput(folder.log().toFile());
    return launcher.launch();
  }

  private Path properties(StepFolder folder) throws IOException {
    Properties settings = new Properties();
    settings.put(SparkLauncher.DRIVER_MEMORY, config.driverMemory());
    settings.putAll(config.sparkConf());
    if (config.sparkProperties().isPresent()) {
      try (Reader file = Files.newBufferedReader(config.sparkProperties().get())) {
        settings.load(file);
      }
    }
    config
        .sparkSecret()
        .ifPresent(
            secret -> {
              settings.put("spark.authenticate", "true");
              settings.put("spark.authenticate.secret", secret);
            });
    Files.deleteIfExists(folder.properties());
    Files.createFile(
        folder.properties(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Writer file = Files.newBufferedWriter(folder.properties())) {
      settings.store(file, null);
    }
    return folder.properties();
  }

  private Map<String, String> environment(StepFolder folder) {
    Map<String, String> all = new HashMap<>();
    for (String variable : System.getenv().keySet()) {
      if (variable.startsWith("MILLRACE_SCHEDULER_")
          || variable.startsWith("MILLRACE_POSTGRES_SCHEDULER_")) {
        all.put(variable, "");
      }
    }
    // It lives on when this process is killed, and is found again.
    all.put("MILLRACE_SUPERVISED", "");
    // What the batch application asks, beside what Spark is told.
    all.put("MILLRACE_SPARK_MASTER", config.sparkMaster());
    all.put("MILLRACE_STEP_FOLDER", folder.root().toString());
    all.put("MILLRACE_STEP_SPARK_HOME", config.sparkHome().toAbsolutePath().toString());
    return all;
  }
}
