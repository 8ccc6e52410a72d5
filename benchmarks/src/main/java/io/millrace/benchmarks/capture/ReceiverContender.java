package io.millrace.benchmarks.capture;

import io.millrace.model.Domain;
import io.millrace.postgres.PostgresInit;
import io.millrace.runtime.ChildProcess;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The limit: PostgreSQL's own client writes pgoutput into a file as it comes, without Kafka and
 * without understanding it. This process reads the file along, to see how far it is.
 */
final class ReceiverContender implements Contender {

  private static final int BUFFER = 1 << 20;

  private final CaptureRig rig;
  private final Peers peers;
  private final String name;
  private final Slots slots;
  private final Path folder;

  ReceiverContender(CaptureRig rig, Peers peers, String name) {
    this.rig = rig;
    this.peers = peers;
    this.name = name;
    this.slots = new Slots(rig);
    this.folder = rig.folder().resolve(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String setup() {
    return "pgoutput as it comes, into a file; no Kafka, no JSON: the limit, not a peer";
  }

  @Override
  public void prepare() throws Exception {
    peers.receiver();
    slots.create(name);
  }

  @Override
  public BacklogFigures carry(Backlog backlog) throws Exception {
    Path file = folder.resolve("stream");
    Files.createDirectories(folder);
    Files.deleteIfExists(file);
    Files.createFile(file);
    ChildProcess process = start(file);
    BitSet rows = new BitSet();
    long repeated = 0;
    try (GrowingFile stream = new GrowingFile(Files.newInputStream(file), process)) {
      PgoutputReader reader = new PgoutputReader(new BufferedInputStream(stream, BUFFER));
      nextOf(backlog, reader, rows);
      long began = System.nanoTime();
      long sender = slots.sender(name).orElse(0);
      Usage before = Usage.now(process.pid(), sender, rig.kafkaPid());
      long missing = backlog.rows() - 1;
      try {
        while (missing > 0) {
          if (nextOf(backlog, reader, rows)) {
            missing--;
          } else {
            repeated++;
          }
        }
      } catch (EOFException e) {
        System.out.println(name + " brought nothing new for a minute; its figures are void");
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      Usage used = Usage.now(process.pid(), sender, rig.kafkaPid()).minus(before);
      return new BacklogFigures(
          name,
          backlog.rows() / seconds,
          Usage.perMillion(used.contender(), backlog.rows()),
          Usage.perMillion(used.sender(), backlog.rows()),
          0,
          ProcessMeter.peakMebibytes(process.pid()),
          missing,
          repeated,
          0,
          0);
    } finally {
      rig.stop(process);
      slots.advance(name);
      Files.deleteIfExists(file);
    }
  }

  private ChildProcess start(Path file) throws IOException {
    return rig.launch(
        name,
        List.of(
            peers.receiver().toString(),
            "--host=" + rig.postgresHost(),
            "--port=" + rig.postgresPort(),
            "--username=" + PostgresInit.Roles.REPLICATION,
            "--no-password",
            "--dbname=" + Domain.TELECOM.database(),
            "--slot=" + name,
            "--start",
            "--no-loop",
            "--fsync-interval=0",
            "--option=proto_version=1",
            "--option=publication_names=" + Domain.TELECOM.publication(),
            "--file=" + file),
        Map.of("PGPASSWORD", rig.replicationPassword()),
        folder);
  }

  /** Reads on to the next row of the backlog; answers whether it is seen for the first time. */
  private static boolean nextOf(Backlog backlog, PgoutputReader reader, BitSet rows)
      throws IOException {
    long id = reader.nextRow();
    while (!backlog.contains(id)) {
      id = reader.nextRow();
    }
    int index = (int) (id - backlog.firstId());
    boolean first = !rows.get(index);
    rows.set(index);
    return first;
  }

  @Override
  public void forget() throws Exception {
    slots.drop(name);
  }
}
