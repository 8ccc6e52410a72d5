package io.millrace.bridge;

import io.millrace.bridge.kafka.KafkaProbe;
import io.millrace.bridge.kafka.PublishStep;
import io.millrace.bridge.source.PostgresProbe;
import io.millrace.bridge.source.SlotReading;
import io.millrace.bridge.source.SourceSupervisor;
import io.millrace.bridge.source.StreamCheck;
import io.millrace.runtime.HealthCheck.Verdict;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.ManagementServer;
import io.millrace.runtime.Settings;
import io.millrace.runtime.SupervisedProcess;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: captures every configured source database into Kafka until it is told to stop.
 *
 * <pre>{@code java -Xmx256m -cp cdc-bridge/target/classes:$(cat cdc-bridge/target/classpath) \
 *   io.millrace.bridge.CdcBridge}</pre>
 */
public final class CdcBridge implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CdcBridge.class);

  private final ManagementServer management;
  private final KafkaProbe kafka;
  private final List<PostgresProbe> probes = new ArrayList<>();
  private final List<SourceSupervisor> sources = new ArrayList<>();

  private CdcBridge(
      BridgeConfig config, ManagementServer management, PublishStep.Observer observer) {
    this.management = management;
    // Before anything that takes time: without a check the health would say UP.
    for (SourceDefinition source : config.sources()) {
      management.addCheck(streamCheck(source), () -> Verdict.down("starting"));
    }
    this.kafka = KafkaProbe.start(config.bootstrapServers());
    management.addCheck("kafka", kafka);
    Map<String, SourcesHandler.Entry> operations = new TreeMap<>();
    BridgeMetrics metrics = new BridgeMetrics(management.registry());
    for (SourceDefinition source : config.sources()) {
      BridgeMetrics.Source meters = metrics.source(source.name());
      SourceSupervisor supervisor = new SourceSupervisor(config, source, meters, observer);
      PostgresProbe probe = PostgresProbe.start(config, source, supervisor);
      meters.showLagBytes(() -> probe.slot().lagBytes());
      meters.showKeptBytes(() -> probe.slot().keptBytes());
      meters.showWalBudget(config.walBudget().bytes());
      meters.showSlotActive(() -> probe.slot().active());
      meters.showWalStatus(SlotReading.WAL_STATUSES, status -> probe.slot().walStatus(status));
      meters.showSafeWalSize(() -> probe.slot().safeWalBytes());
      management.addCheck("postgresql-" + source.name(), probe);
      management.addCheck(streamCheck(source), new StreamCheck(supervisor));
      probes.add(probe);
      sources.add(supervisor);
      operations.put(source.name(), new SourcesHandler.Entry(source, supervisor, probe));
    }
    management.addHandler(
        SourcesHandler.PATH,
        new SourcesHandler(operations, config.adminKey(), management.registry()));
  }

  /** Runs until SIGTERM, or until its supervisor ends. */
  public static void main(String[] arguments) {
    SupervisedProcess.watch();
    // Instants inside of arrays and ranges are written in the session's zone, which the driver
    // takes
    // from here: they shall not depend on the machine.
    TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
    try {
      CdcBridge bridge = start(Settings.fromEnvironment());
      Runtime.getRuntime().addShutdownHook(new Thread(bridge::close, "shutdown"));
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  /**
   * Starts to capture; sources that cannot start wait and try again.
   *
   * @throws InvalidSettingException if the configuration cannot work
   */
  public static CdcBridge start(Settings settings) {
    return start(settings, PublishStep.Observer.NONE);
  }

  /** As {@link #start(Settings)}, with someone who watches every batch. */
  static CdcBridge start(Settings settings, PublishStep.Observer observer) {
    BridgeConfig config = BridgeConfig.from(settings);
    CdcBridge bridge =
        new CdcBridge(
            config,
            ManagementServer.start(settings, "MILLRACE_BRIDGE_HTTP_PORT", 18_083),
            observer);
    bridge.sources.forEach(SourceSupervisor::start);
    log.atInfo()
        .addKeyValue("sources", config.sources().stream().map(SourceDefinition::name).toList())
        .addKeyValue("kafka", config.bootstrapServers())
        .log("bridge started");
    return bridge;
  }

  private static String streamCheck(SourceDefinition source) {
    return "stream-" + source.name();
  }

  /** Stops every source in order, within 8 s. */
  @Override
  public void close() {
    sources.parallelStream().forEach(SourceSupervisor::close);
    probes.forEach(PostgresProbe::close);
    kafka.close();
    management.close();
    log.atInfo().log("bridge stopped");
  }
}
