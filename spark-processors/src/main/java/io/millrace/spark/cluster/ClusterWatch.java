package io.millrace.spark.cluster;

import io.millrace.runtime.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a driver when its cluster does not do its part. Spark stops the context of an
 * application that the master has given up, and leaves the process and its queries behind; and a
 * master that has lost what it knew never gives the application executors again. In both cases the
 * driver must end, so that whoever supervises it submits it anew: it goes on from its checkpoint.
 */
public final class ClusterWatch {

  private static final Logger log = LoggerFactory.getLogger(ClusterWatch.class);
  private static final long INTERVAL_MILLISECONDS = 1_000;

  private final SparkContext context;
  private final boolean onCluster;
  private final ExecutorPatience patience;

  /**
   * @param patience how long the driver stays without any executor
   */
  public ClusterWatch(SparkContext context, Duration patience) {
    this.context = context;
    this.onCluster = !context.isLocal();
    this.patience = new ExecutorPatience(patience, Instant.now());
  }

  /** Down while a cluster gives no executor: nothing is read then, though every query is active. */
  public HealthCheck.Verdict health() {
    String where = context.version() + " on " + context.master();
    if (!onCluster) {
      return HealthCheck.Verdict.up(where);
    }
    int executors = executors();
    return executors == 0
        ? HealthCheck.Verdict.down(
            where + " has given no executor: has it a worker with a free core and enough memory?")
        : HealthCheck.Verdict.up(where + ", executors: " + executors);
  }

  /** Returns when there is nothing to wait for any more, having said why. */
  public void awaitEnd() throws InterruptedException {
    while (true) {
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLISECONDS);
      if (context.isStopped()) {
        log.atError().log("Spark has stopped the application; the process ends to be started anew");
        return;
      }
      if (onCluster && patience.isExhausted(executors(), Instant.now())) {
        log.atError()
            .addKeyValue("master", context.master())
            .addKeyValue("patience", patience.limit())
            .log("no executor for too long; the process ends to be submitted anew");
        return;
      }
    }
  }

  private int executors() {
    // One of them is the driver itself.
    return Math.max(0, context.statusTracker().getExecutorInfos().length - 1);
  }
}
