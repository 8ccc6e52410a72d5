package io.millrace.gateway;

import io.millrace.gateway.config.ConfigurationError;
import io.millrace.gateway.problem.RequestUriCheck;
import io.millrace.runtime.SupervisedProcess;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts the gateway. It ends on SIGTERM, and when the process that supervises it does; with exit
 * code 2 and one line on standard error if its configuration is wrong.
 */
@QuarkusMain
public final class GatewayMain {

  private static final int CONFIGURATION_ERROR = 2;

  private GatewayMain() {}

  /** Runs until it is told to end. */
  public static void main(String... args) {
    SupervisedProcess.watch();
    RequestUriCheck.takeOver();
    Quarkus.run(null, GatewayMain::exit, args);
  }

  private static void exit(int code, @Nullable Throwable failure) {
    Optional<String> wrong = ConfigurationError.describe(failure);
    wrong.ifPresent(System.err::println);
    System.exit(wrong.isPresent() ? CONFIGURATION_ERROR : code);
  }
}
