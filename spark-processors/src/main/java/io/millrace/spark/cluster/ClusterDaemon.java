package io.millrace.spark.cluster;

import io.millrace.runtime.SupervisedProcess;
import java.util.Arrays;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;

/**
 * A standalone master or worker that ends with its supervisor, even by {@code kill -9}: Spark's own
 * classes would stay behind, and a worker's executors with it. Once the process ends in order, a
 * worker ends its executors; they end by themselves when their worker was killed.
 *
 * <p>The first argument is {@code master} or {@code worker}, the others are Spark's own. Exit code
 * 2 says that it is neither.
 */
public final class ClusterDaemon {

  private static final int MISUSED = 2;

  private ClusterDaemon() {}

  /** Runs until SIGTERM or the supervisor's end. */
  public static void main(String[] arguments) {
    SupervisedProcess.watch();
    String role = arguments.length == 0 ? "(not given)" : arguments[0];
    String[] own = arguments.length == 0 ? arguments : tail(arguments);
    switch (role) {
      case "master" -> Master.main(own);
      case "worker" -> Worker.main(own);
      default -> {
        System.err.println("ROLE is " + role + "; allowed: master, worker");
        System.exit(MISUSED);
      }
    }
  }

  private static String[] tail(String[] arguments) {
    return Arrays.copyOfRange(arguments, 1, arguments.length);
  }
}
