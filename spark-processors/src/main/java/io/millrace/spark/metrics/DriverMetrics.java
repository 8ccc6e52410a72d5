package io.millrace.spark.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Sampling;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of Spark's driver as Prometheus takes them, read when it asks. Not by client_java's
 * own bridge from Dropwizard, which wants a rule for each name and brings a second Dropwizard.
 */
public final class DriverMetrics implements MultiCollector {

  private static final Logger log = LoggerFactory.getLogger(DriverMetrics.class);
  private static final double SECONDS_PER_NANO = 1.0 / TimeUnit.SECONDS.toNanos(1);

  private DriverMetrics() {}

  /** Shows, beside what is in {@code registry}, the metrics of whatever driver runs in this JVM. */
  public static void register(PrometheusRegistry registry) {
    registry.register(new DriverMetrics());
  }

  @Override
  public MetricSnapshots collect() {
    Page page = new Page();
    DriverMetricsSink.driver()
        .map(MetricRegistry::getMetrics)
        .ifPresent(
            metrics ->
                metrics.forEach(
                    (spark, metric) ->
                        DriverMetricName.of(spark).ifPresent(name -> page.add(name, metric))));
    return page.snapshots();
  }

  /** What is gathered for one answer. */
  private static final class Page {

    private final Map<String, GaugeSnapshot.Builder> gauges = new TreeMap<>();
    private final Map<String, CounterSnapshot.Builder> counters = new TreeMap<>();
    private final Map<String, SummarySnapshot.Builder> summaries = new TreeMap<>();

    void add(DriverMetricName name, Metric metric) {
      try {
        if (metric instanceof Gauge<?> gauge) {
          if (gauge.getValue() instanceof Number value) {
            gauge(name, value.doubleValue() * name.factor());
          }
        } else if (metric instanceof Counter counter) {
          count(name, counter.getCount() * name.factor());
        } else if (metric instanceof Timer timer) {
          summarise(name.inSeconds(SECONDS_PER_NANO), timer.getCount(), timer);
        } else if (metric instanceof Histogram histogram) {
          summarise(name, histogram.getCount(), histogram);
        }
      } catch (RuntimeException e) {
        // A gauge of Spark's between two states; the page must not fail for it.
        log.atDebug().addKeyValue("metric", name.name()).setCause(e).log("it has no value");
      }
    }

    private void gauge(DriverMetricName name, double value) {
      gauges
          .computeIfAbsent(name.name(), key -> GaugeSnapshot.builder().name(key))
          .dataPoint(GaugeDataPointSnapshot.builder().labels(labels(name)).value(value).build());
    }

    private void count(DriverMetricName name, double value) {
      counters
          .computeIfAbsent(name.name(), key -> CounterSnapshot.builder().name(key))
          .dataPoint(CounterDataPointSnapshot.builder().labels(labels(name)).value(value).build());
    }

    private void summarise(DriverMetricName name, long count, Sampling samples) {
      Snapshot sample = samples.getSnapshot();
      summaries
          .computeIfAbsent(name.name(), key -> SummarySnapshot.builder().name(key))
          .dataPoint(
              SummaryDataPointSnapshot.builder()
                  .labels(labels(name))
                  .count(count)
                  .quantiles(
                      Quantiles.of(
                          new Quantile(0.5, sample.getMedian() * name.factor()),
                          new Quantile(0.95, sample.get95thPercentile() * name.factor()),
                          new Quantile(0.99, sample.get99thPercentile() * name.factor())))
                  .build());
    }

    private static Labels labels(DriverMetricName name) {
      Labels labels = Labels.EMPTY;
      for (Map.Entry<String, String> label : name.labels().entrySet()) {
        labels = labels.add(label.getKey(), label.getValue());
      }
      return labels;
    }

    MetricSnapshots snapshots() {
      MetricSnapshots.Builder all = MetricSnapshots.builder();
      gauges.values().forEach(family -> all.metricSnapshot(family.build()));
      counters.values().forEach(family -> all.metricSnapshot(family.build()));
      summaries.values().forEach(family -> all.metricSnapshot(family.build()));
      return all.build();
    }
  }
}
