package io.millrace.scheduler;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.SupervisedProcess;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts the scheduler. It ends on SIGTERM, and when the process that supervises it does; with exit
 * code 2 and one line on standard error if its configuration is wrong.
 */
@QuarkusMain
public final class SchedulerMain {

  private static final int CONFIGURATION_ERROR = 2;

  private SchedulerMain() {}

  /** Runs until it is told to end. */
  public static void main(String... args) {
    SupervisedProcess.watch();
    Quarkus.run(null, SchedulerMain::exit, args);
  }

  private static void exit(int code, @Nullable Throwable failure) {
    Optional<String> wrong = configurationError(failure);
    wrong.ifPresent(message -> System.err.println("configuration: " + message));
    System.exit(wrong.isPresent() ? CONFIGURATION_ERROR : code);
  }

  private static Optional<String> configurationError(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidSettingException || cause instanceof ConfigValidationException) {
        return Optional.of(String.valueOf(cause.getMessage()));
      }
    }
    return Optional.empty();
  }
}
