package io.millrace.benchmarks.capture;

import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link PgoutputPrototype} as a process with the bridge's memory and libraries. */
final class PrototypeProgram implements CaptureProgram {

  private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC");

  private final CaptureRig rig;
  private final String name;
  private final Slots slots;

  /** Where it begins; afterwards the slot alone knows how far it came. */
  private boolean placed;

  PrototypeProgram(CaptureRig rig, String name) {
    this.rig = rig;
    this.name = name;
    this.slots = new Slots(rig);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String setup() {
    return String.join(" ", JVM)
        + "; prototype without an engine: Kafka transactions, but no stored position, snapshot or"
        + " restart";
  }

  @Override
  public String slot() {
    return DebeziumSource.slot(name);
  }

  @Override
  public String topic() {
    return DebeziumSource.topic(name);
  }

  @Override
  public ChildProcess start() throws Exception {
    if (!placed) {
      slots.create(slot());
      placed = true;
    }
    List<String> command = new ArrayList<>();
    command.add(Peers.ownJava().toString());
    command.addAll(JVM);
    command.addAll(
        List.of(
            "-cp",
            // The bridge's first, so that its log is configured as the bridge's is.
            ModuleClasspath.of("cdc-bridge")
                + File.pathSeparator
                + ModuleClasspath.home().resolve("benchmarks/target/classes"),
            PgoutputPrototype.class.getName()));
    return rig.launch(
        name,
        command,
        Map.of(
            PgoutputPrototype.URL,
            "jdbc:postgresql://"
                + rig.postgresHost()
                + ":"
                + rig.postgresPort()
                + "/"
                + Domain.TELECOM.database(),
            PgoutputPrototype.USER,
            PostgresInit.Roles.REPLICATION,
            PgoutputPrototype.PASSWORD,
            rig.replicationPassword(),
            PgoutputPrototype.SLOT,
            slot(),
            PgoutputPrototype.PUBLICATION,
            Domain.TELECOM.publication(),
            PgoutputPrototype.BOOTSTRAP_SERVERS,
            rig.bootstrapServers(),
            PgoutputPrototype.DATABASE,
            Domain.TELECOM.database(),
            PgoutputPrototype.TOPIC,
            topic()),
        rig.folder().resolve(name));
  }

  @Override
  public void forget() throws Exception {
    slots.drop(slot());
    placed = false;
  }
}
