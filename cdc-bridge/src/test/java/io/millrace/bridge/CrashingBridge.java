package io.millrace.bridge;

import io.millrace.bridge.kafka.PublishStep;
import io.millrace.runtime.Settings;
import io.millrace.runtime.SupervisedProcess;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bridge, which ends as by SIGKILL when it has reached a step of its work a number of times.
 */
final class CrashingBridge {

  static final String STEP = "TEST_CRASH_AT";
  static final String TIMES = "TEST_CRASH_AFTER_TIMES";

  private CrashingBridge() {}

  public static void main(String[] arguments) {
    SupervisedProcess.watch();
    Settings settings = Settings.fromEnvironment();
    PublishStep fatal = PublishStep.valueOf(settings.text(STEP, ""));
    AtomicInteger left = new AtomicInteger((int) settings.number(TIMES, 1, 1, 1_000_000));
    CdcBridge.start(
        settings,
        step -> {
          if (step == fatal && left.decrementAndGet() == 0) {
            // No shutdown hook runs, nothing is flushed.
            Runtime.getRuntime().halt(137);
          }
        });
  }
}
