package io.millrace.scheduler;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import io.millrace.runtime.SupervisedProcess;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Starts the scheduler, once PostgreSQL is there: Quartz reads its store when it is made, and would
 * not come up without. Afterwards an outage is only waited for. It ends on SIGTERM, and when the
 * process that supervises it does; with exit code 2 and one line on standard error if its
 * configuration is wrong.
 */
@QuarkusMain
public final class SchedulerMain {

  private static final int CONFIGURATION_ERROR = 2;

  private static final Pattern PROPERTY = Pattern.compile("millrace\\.[a-z0-9.-]*[a-z0-9]");

  private SchedulerMain() {}

  /** Runs until it is told to end. */
  public static void main(String... args) {
    SupervisedProcess.watch();
    try {
      Settings settings = Settings.fromEnvironment();
      // From the variable, or from the file that one with _FILE names.
      System.setProperty(
          "millrace.postgres.scheduler-password",
          settings.secret("MILLRACE_POSTGRES_SCHEDULER_PASSWORD"));
      awaitPostgres(settings);
    } catch (InvalidSettingException e) {
      System.err.println("configuration: " + e.getMessage());
      System.exit(CONFIGURATION_ERROR);
    } catch (InterruptedException e) {
      return;
    }
    Quarkus.run(null, SchedulerMain::exit, args);
  }

  private static void awaitPostgres(Settings settings) throws InterruptedException {
    String host = settings.text("MILLRACE_POSTGRES_HOST", "127.0.0.1");
    int port = settings.port("MILLRACE_POSTGRES_PORT", 15_432);
    boolean said = false;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), 2_000);
        return;
      } catch (IOException e) {
        if (!said) {
          System.err.println("waiting for PostgreSQL at " + host + ":" + port + ": " + e);
          said = true;
        }
        Thread.sleep(1_000);
      }
    }
  }

  private static void exit(int code, @Nullable Throwable failure) {
    Optional<String> wrong = configurationError(failure);
    wrong.ifPresent(message -> System.err.println("configuration: " + message));
    if (failure != null && wrong.isEmpty()) {
      // With a handler of one's own, Quarkus says nothing.
      failure.printStackTrace();
    }
    System.exit(wrong.isPresent() ? CONFIGURATION_ERROR : code);
  }

  private static Optional<String> configurationError(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidSettingException || cause instanceof ConfigValidationException) {
        return Optional.of(
            PROPERTY
                .matcher(String.valueOf(cause.getMessage()))
                .replaceAll(SchedulerMain::variable));
      }
    }
    return Optional.empty();
  }

  /** As the operator writes it. */
  private static String variable(MatchResult property) {
    return property.group().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
