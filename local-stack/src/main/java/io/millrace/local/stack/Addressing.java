package io.millrace.local.stack;

import io.millrace.local.cluster.ClusterAddresses;
import java.net.URI;
import java.util.List;

/** Puts the stack's addresses together from what is embedded and what is the user's. */
final class Addressing {

  static final String REGION = "us-east-1";
  static final String USER = "millrace";

  private Addressing() {}

  static StackAddresses of(StackOptions options, PortPlan ports, Secrets secrets) {
    ExternalEngine postgres = options.external().get(Component.POSTGRES);
    ExternalEngine kafka = options.external().get(Component.KAFKA);
    ExternalEngine clickHouse = options.external().get(Component.CLICKHOUSE);
    ExternalEngine s3 = options.external().get(Component.S3);
    return new StackAddresses(
        postgres instanceof ExternalEngine.Postgres yours
            ? yours
            : new ExternalEngine.Postgres(
                LocalStack.HOST,
                ports.of(StackPort.POSTGRES),
                "postgres",
                secrets.of(Secrets.Use.POSTGRES_ADMIN)),
        kafka instanceof ExternalEngine.Kafka yours
            ? yours.bootstrapServers()
            : LocalStack.HOST + ":" + ports.of(StackPort.KAFKA),
        clickHouse instanceof ExternalEngine.ClickHouse yours
            ? yours
            : new ExternalEngine.ClickHouse(
                "jdbc:clickhouse://" + LocalStack.HOST + ":" + ports.of(StackPort.CLICKHOUSE),
                USER,
                secrets.of(Secrets.Use.CLICKHOUSE)),
        s3 instanceof ExternalEngine.S3 yours
            ? yours
            : new ExternalEngine.S3(
                http(ports, StackPort.S3), REGION, USER, secrets.of(Secrets.Use.S3)),
        http(ports, StackPort.BRIDGE),
        http(ports, StackPort.SPARK),
        new ClusterAddresses(
            LocalStack.HOST,
            ports.of(StackPort.SPARK_MASTER),
            ports.of(StackPort.SPARK_MASTER_PAGE),
            List.of(
                ports.of(StackPort.SPARK_WORKER_1_PAGE), ports.of(StackPort.SPARK_WORKER_2_PAGE))),
        http(ports, StackPort.GATEWAY),
        http(ports, StackPort.SIMULATOR),
        http(ports, StackPort.SCHEDULER),
        http(ports, StackPort.STACK),
        http(ports, StackPort.PROMETHEUS),
        http(ports, StackPort.ALERTMANAGER));
  }

  private static URI http(PortPlan ports, StackPort use) {
    return URI.create("http://" + LocalStack.HOST + ":" + ports.of(use));
  }
}
