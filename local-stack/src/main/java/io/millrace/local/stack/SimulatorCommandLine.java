package io.millrace.local.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the simulator is started by hand. */
public final class SimulatorCommandLine {

  private SimulatorCommandLine() {}

  /**
   * Program and arguments, for a process builder.
   *
   * @param arguments such as {@code run --rate 500}
   * @throws IllegalStateException if the simulator is not built
   */
  public static List<String> of(List<String> arguments) {
    ProcessLauncher.Program program = Programs.simulator(arguments);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program.options());
    command.addAll(program.target());
    command.addAll(program.arguments());
    return command;
  }
}
