package io.millrace.local.stack;

import io.millrace.local.cluster.ClusterAddresses;
import java.net.URI;

/**
 * Where everything is, with the ports it really has, and who may ask.
 *
 * @param postgres the source databases, as the administrator
 * @param kafka for {@code bootstrap.servers}
 * @param clickHouse the analytics
 * @param s3 the object store
 * @param bridge health and metrics of the bridge
 * @param spark health and metrics of the stream
 * @param gateway the API
 * @param sparkCluster where a Spark cluster listens, if the stack has one
 * @param simulator health and metrics of the background simulator
 * @param scheduler the API of batch jobs, where it is started
 * @param stack the supervisor's own metrics
 * @param prometheus its page and API, where it is started
 * @param alertmanager likewise
 */
public record StackAddresses(
    ExternalEngine.Postgres postgres,
    String kafka,
    ExternalEngine.ClickHouse clickHouse,
    ExternalEngine.S3 s3,
    URI bridge,
    URI spark,
    ClusterAddresses sparkCluster,
    URI gateway,
    URI simulator,
    URI scheduler,
    URI stack,
    URI prometheus,
    URI alertmanager) {

  /** The JDBC address of one of PostgreSQL's databases, without credentials. */
  public String postgresUrl(String database) {
    return "jdbc:postgresql://" + postgres.address() + "/" + database;
  }

  /** Where a component is reached, for a person. */
  String of(Component component) {
    return switch (component) {
      case POSTGRES -> postgres.address();
      case KAFKA -> kafka;
      case S3 -> s3.address();
      case CLICKHOUSE -> clickHouse.url();
      case BRIDGE -> bridge.toString();
      case SPARK_MASTER -> sparkCluster.url();
      case SPARK_WORKER_1 -> sparkCluster.workerPage(1).toString();
      case SPARK_WORKER_2 -> sparkCluster.workerPage(2).toString();
      case SPARK -> spark.toString();
      case GATEWAY -> gateway.toString();
      case SCHEDULER -> scheduler.toString();
      case SIMULATOR -> simulator.toString();
      case ALERTMANAGER -> alertmanager.toString();
      case PROMETHEUS -> prometheus.toString();
    };
  }
}
