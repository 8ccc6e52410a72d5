package io.millrace.benchmarks.capture;

import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The cdc-bridge as production starts it, or with classes ahead of its own.
 *
 * <p>The names of its slot, topics and transactions are fixed, so that two of them cannot stand
 * side by side in one log. After each turn its slot is therefore copied and its stored position
 * kept; before the next one both are put back.
 */
final class BridgeProgram implements CaptureProgram {

  /** As local-stack starts it. */
  private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC");

  private static final String SLOT = Domain.TELECOM.replicationSlot();

  private final CaptureRig rig;
  private final String name;
  private final String ahead;
  private final Slots slots;
  private @Nullable ConsumerRecord<byte[], byte[]> kept;

  private BridgeProgram(CaptureRig rig, String name, String ahead) {
    this.rig = rig;
    this.name = name;
    this.ahead = ahead;
    this.slots = new Slots(rig);
  }

  /** The product. */
  static BridgeProgram asIs(CaptureRig rig, String name) {
    return new BridgeProgram(rig, name, "");
  }

  /** The product with this module's classes ahead, where the engine's meter is shadowed. */
  static BridgeProgram withoutMeter(CaptureRig rig, String name) {
    return new BridgeProgram(
        rig,
        name,
        ModuleClasspath.home().resolve("benchmarks/target/classes") + File.pathSeparator);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String setup() {
    return String.join(" ", JVM)
        + ", exactly once, defaults"
        + (ahead.isEmpty() ? "" : "; prototype: the engine's per-event meter renders no text");
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
    command.addAll(JVM);
    command.addAll(
        List.of("-cp", ahead + ModuleClasspath.of("cdc-bridge"), "io.millrace.bridge.CdcBridge"));
    return rig.launch(name, command, environment(), rig.folder().resolve(name));
  }

  private Map<String, String> environment() throws IOException {
    return Map.of(
        "MILLRACE_POSTGRES_HOST", rig.postgresHost(),
        "MILLRACE_POSTGRES_PORT", Integer.toString(rig.postgresPort()),
        "MILLRACE_POSTGRES_REPLICATION_USER", PostgresInit.Roles.REPLICATION,
        "MILLRACE_POSTGRES_REPLICATION_PASSWORD", rig.replicationPassword(),
        "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", rig.bootstrapServers(),
        "MILLRACE_BRIDGE_HTTP_PORT", Integer.toString(CaptureRig.freePort()));
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
