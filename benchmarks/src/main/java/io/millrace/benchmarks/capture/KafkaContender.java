package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A contender whose events go into a topic of its own. */
final class KafkaContender implements Contender {

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final byte[] CREATED = "\"op\":\"c\"".getBytes(StandardCharsets.UTF_8);

  private final CaptureRig rig;
  private final CaptureProgram program;
  private final Slots slots;

  KafkaContender(CaptureRig rig, CaptureProgram program) {
    this.rig = rig;
    this.program = program;
    this.slots = new Slots(rig);
  }

  @Override
  public String name() {
    return program.name();
  }

  @Override
  public String setup() {
    return program.setup();
  }

  String topic() {
    return program.topic();
  }

  @Override
  public void prepare() throws Exception {
    stop(startStreaming());
  }

  /** Starts it with an empty topic and waits until a row that is written now comes through. */
  ChildProcess startStreaming() throws Exception {
    rig.topics().recreate(program.topics());
    ChildProcess process = program.start();
    try {
      awaitStreaming(process);
      return process;
    } catch (Exception e) {
      rig.stop(process);
      throw e;
    }
  }

  private void awaitStreaming(ChildProcess process) throws Exception {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer = rig.topics().consumer()) {
      consumer.assign(RigTopics.partitions(program.topic()));
      while (System.nanoTime() < deadline) {
        if (!process.isAlive()) {
          throw new IllegalStateException(name() + " has ended: " + process.output());
        }
        rig.execute("INSERT INTO telecom_events (source) VALUES ('ready?')");
        for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(500))) {
          if (event.value() != null && EventId.behind(event.value(), CREATED) >= 0) {
            return;
          }
        }
      }
    }
    throw new IllegalStateException(
        name() + " did not stream within " + START_LIMIT.toMinutes() + " min; see " + rig.folder());
  }

  /** Stops it in order. */
  void stop(ChildProcess process) throws Exception {
    rig.stop(process);
    program.stopped();
  }

  @Override
  public BacklogFigures carry(Backlog backlog) throws Exception {
    rig.topics().recreate(program.topics());
    ChildProcess process = program.start();
    long events;
    double seconds;
    Usage used;
    long peak;
    try (TopicWatch watch = new TopicWatch(rig.topics(), program.topic(), process)) {
      long atFirst = watch.awaitFirst();
      long began = System.nanoTime();
      long sender = sender();
      Usage before = Usage.now(process.pid(), sender, rig.kafkaPid());
      boolean whole = watch.awaitTail(backlog);
      seconds = (System.nanoTime() - began) / 1e9;
      used = Usage.now(process.pid(), sender, rig.kafkaPid()).minus(before);
      peak = ProcessMeter.peakMebibytes(process.pid());
      events = Math.max(1, backlog.rows() - atFirst);
      if (!whole) {
        System.out.println(name() + " brought nothing new for a minute; its figures are void");
      }
    } finally {
      stop(process);
    }
    EventCount count = EventCount.of(rig.topics(), program.topic(), backlog);
    Files.writeString(
        rig.folder().resolve(name() + "-" + backlog.kind().label() + ".json"), count.sample());
    // Room on the disk, and in the page cache for the next one.
    rig.topics().delete(program.topics());
    return new BacklogFigures(
        name(),
        events / seconds,
        Usage.perMillion(used.contender(), events),
        Usage.perMillion(used.sender(), events),
        Usage.perMillion(used.kafka(), events),
        peak,
        backlog.rows() - count.distinct(),
        count.repeated(),
        count.others(),
        count.bytes());
  }

  private long sender() throws SQLException {
    OptionalLong sender = slots.sender(program.slot());
    return sender.orElse(0);
  }

  @Override
  public void forget() throws Exception {
    program.forget();
    rig.topics().delete(program.topics());
  }
}
