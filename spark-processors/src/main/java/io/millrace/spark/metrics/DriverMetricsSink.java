package io.millrace.spark.metrics;

import com.codahale.metrics.MetricRegistry;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkConf;
import org.apache.spark.metrics.sink.Sink;
import org.jspecify.annotations.Nullable;

/**
 * Gets hold of the registry that Spark's driver keeps its metrics in. Spark makes the sink by the
 * name of its class, so the registry is handed over in a static field; a JVM has one driver.
 */
public final class DriverMetricsSink implements Sink {

  private static final AtomicReference<@Nullable MetricRegistry> DRIVER = new AtomicReference<>();

  private final MetricRegistry registry;

  /** Called by Spark. */
  public DriverMetricsSink(Properties properties, MetricRegistry registry) {
    this.registry = registry;
  }

  /** Configures a session that is yet to be made: its driver gets the sink, executors none. */
  public static void configure(SparkConf conf) {
    conf.setIfMissing(
        "spark.metrics.conf.driver.sink.millrace.class", DriverMetricsSink.class.getName());
    // Jobs, stages and tasks by how they ended.
    conf.setIfMissing("spark.metrics.appStatusSource.enabled", "true");
  }

  /** The running driver's metrics; empty while none runs. */
  static Optional<MetricRegistry> driver() {
    return Optional.ofNullable(DRIVER.get());
  }

  @Override
  public void start() {
    DRIVER.set(registry);
  }

  @Override
  public void stop() {
    DRIVER.compareAndSet(registry, null);
  }

  @Override
  public void report() {
    // They are read when somebody asks for them.
  }
}
