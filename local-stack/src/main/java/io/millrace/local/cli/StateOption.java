package io.millrace.local.cli;

import io.millrace.local.stack.StateFolder;
import io.millrace.runtime.ModuleClasspath;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which stack a command is about. */
final class StateOption {

  @Option(
      names = "--state-dir",
      paramLabel = "FOLDER",
      description = "Where data, logs and passwords are kept. Default: .millrace in the checkout.")
  @Nullable Path folder;

  StateFolder state() {
    return new StateFolder(folder == null ? ModuleClasspath.home().resolve(".millrace") : folder);
  }
}
