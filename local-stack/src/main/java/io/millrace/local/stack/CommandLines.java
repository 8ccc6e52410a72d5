package io.millrace.local.stack;

import io.millrace.local.cluster.SparkCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How programs are started by hand. */
public final class CommandLines {

  private CommandLines() {}

  /**
   * The simulator with its arguments, for a process builder.
   *
   * @param arguments such as {@code run --rate 500}
   * @throws IllegalStateException if the simulator is not built
   */
  public static List<String> simulator(List<String> arguments) {
    return of(Programs.simulator(arguments));
  }

  /**
   * The same for a batch job.
   *
   * @param arguments such as {@code flights --from-postgres 2021-10-01 2021-10-31}
   * @throws IllegalStateException if the jobs are not built
   */
  public static List<String> batch(List<String> arguments) {
    return of(Programs.batch(arguments));
  }

  /**
   * The driver of a batch job on the Spark cluster of a running stack.
   *
   * @param folder the stack's
   * @param master the cluster's address
   * @throws IllegalStateException if the jobs are not built
   */
  static List<String> batchOnCluster(StateFolder folder, String master, List<String> arguments) {
    return of(Programs.of(SparkCluster.batch(folder.sparkCluster(), master, arguments)));
  }

  /**
   * The driver of a batch job on a Spark cluster that the user runs.
   *
   * @param master as Spark's option has it
   * @throws IllegalStateException if the jobs are not built
   */
  public static List<String> batchElsewhere(String master, List<String> arguments) {
    return of(Programs.of(SparkCluster.batchElsewhere(master, arguments)));
  }

  /**
   * What starts a component that is a process of ours, as it is without options.
   *
   * @throws IllegalArgumentException if the component is an engine
   * @throws IllegalStateException if it is not built
   */
  public static List<String> of(Component component) {
    return of(Programs.of(component, StackOptions.in(Path.of(".millrace"))));
  }

  private static List<String> of(ProcessLauncher.Program program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program.options());
    command.addAll(program.target());
    command.addAll(program.arguments());
    return command;
  }
}
