package io.millrace.benchmarks.capture;

import io.millrace.local.stack.Programs;
import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The cdc-bridge as production starts it.
 *
 * <p>The names of its slot, topics and transactions are fixed, so that two of them cannot stand
 * side by side in one log. After each turn its slot is therefore copied and its stored position
 * kept; before the next one both are put back.
 */
final class BridgeProgram implements CaptureProgram {

  private static final String SLOT = Domain.TELECOM.replicationSlot();

  private final CaptureRig rig;
  private final String name;
  private final Map<String, String> settings;
  private final Slots slots;
  private @Nullable ConsumerRecord<byte[], byte[]> kept;

  private BridgeProgram(CaptureRig rig, String name, Map<String, String> settings) {
    this.rig = rig;
    this.name = name;
    this.settings = settings;
    this.slots = new Slots(rig);
  }

  /** The product. */
  static BridgeProgram asIs(CaptureRig rig, String name) {
    return new BridgeProgram(rig, name, Map.of());
  }

  /** As an operator sets it who pays CPU for latency. */
  static BridgeProgram forLatency(CaptureRig rig, String name) {
    return new BridgeProgram(
        rig,
        name,
        Map.of(
            "MILLRACE_BRIDGE_POLL_INTERVAL", "5ms",
            "MILLRACE_BRIDGE_COMMIT_INTERVAL", "0ms"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String setup() {
    return String.join(" ", Programs.BRIDGE_JVM)
        + ", exactly once, "
        + (settings.isEmpty() ? "defaults" : settings);
  }

  @Override
  public String slot() {
    return SLOT;
  }

  @Override
  public String topic() {
    return Domain.TELECOM.topic(CaptureRig.TABLE);
  }

  @Override
  public ChildProcess start() throws Exception {
    if (kept != null) {
      slots.drop(SLOT);
      slots.copy(parkedSlot(), SLOT);
      slots.drop(parkedSlot());
      rig.topics().repeat(kept);
    }
    List<String> command = new ArrayList<>();
    command.add(Peers.ownJava().toString());
    command.addAll(Programs.BRIDGE_JVM);
    command.addAll(
        List.of("-cp", ModuleClasspath.of("cdc-bridge"), "io.millrace.bridge.CdcBridge"));
    return rig.launch(name, command, environment(), rig.folder().resolve(name));
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("MILLRACE_POSTGRES_HOST", rig.postgresHost());
    all.put("MILLRACE_POSTGRES_PORT", Integer.toString(rig.postgresPort()));
    all.put("MILLRACE_POSTGRES_REPLICATION_USER", PostgresInit.Roles.REPLICATION);
    all.put("MILLRACE_POSTGRES_REPLICATION_PASSWORD", rig.replicationPassword());
    all.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", rig.bootstrapServers());
    all.put("MILLRACE_BRIDGE_SOURCES", Domain.TELECOM.database());
    all.put("MILLRACE_BRIDGE_HTTP_PORT", Integer.toString(CaptureRig.freePort()));
    return all;
  }

  @Override
  public void stopped() throws Exception {
    kept = rig.topics().last(offsetsTopic());
    rig.topics().bury(kept);
    slots.copy(SLOT, parkedSlot());
    slots.drop(SLOT);
  }

  @Override
  public void forget() throws Exception {
    kept = null;
    slots.drop(SLOT);
    slots.drop(parkedSlot());
    rig.topics().delete(List.of(offsetsTopic()));
  }

  private String parkedSlot() {
    return "parked_" + name.replace('-', '_');
  }

  private static String offsetsTopic() {
    return "millrace.bridge.offsets." + Domain.TELECOM.database();
  }
}
