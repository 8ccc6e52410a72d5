package io.millrace.local.cluster;

import java.util.List;

/**
 * A program of the cluster, with the class path of spark-processors.
 *
 * @param mainClass to run
 * @param options of the JVM, the memory's limit among them
 * @param arguments none of them secret
 */
public record ClusterProgram(String mainClass, List<String> options, List<String> arguments) {

  /** Copies the lists. */
  public ClusterProgram {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }
}
