package io.millrace.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.ChildProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaProcessTest {

  @TempDir Path folder;

  @Test
  void keepsTransactionsOverAStopAndFreesItsPorts() throws Exception {
    KafkaProcess first = KafkaProcess.start(KafkaOptions.in(folder));
    createTopic(first);
    sendInTransactions(first, 0, 3);
    first.stop();
    assertThat(first.process().exitCode()).hasValue(143);
    for (int port : new int[] {first.port(), first.options().controllerPort()}) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        assertThat(socket.isBound()).isTrue();
      }
    }

    try (KafkaProcess second = KafkaProcess.start(first.options())) {
      assertThat(second.bootstrapServers()).isEqualTo(first.bootstrapServers());
      sendInTransactions(second, 3, 5);
      assertThat(committed(second)).containsExactly("0", "1", "2", "3", "4");
    }
  }

  @Test
  void keepsEveryAcknowledgedRecordOverAKill() throws Exception {
    KafkaProcess first = KafkaProcess.start(KafkaOptions.in(folder));
    createTopic(first);
    sendInTransactions(first, 0, 20);
    first.kill();

    try (KafkaProcess second = KafkaProcess.start(first.options())) {
      assertThat(committed(second)).hasSize(20).startsWith("0", "1").endsWith("19");
    }
  }

  @Test
  void createsNoTopicThatNobodyDeclared() throws Exception {
    try (KafkaProcess kafka = KafkaProcess.start(KafkaOptions.in(folder));
        Admin admin = admin(kafka)) {
      assertThat(admin.describeCluster().nodes().get()).hasSize(1);
      assertThatThrownBy(() -> admin.describeTopics(List.of("absent")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
      assertThat(admin.listTopics().names().get()).isEmpty();
    }
  }

  @Test
  void endsWhenItsSupervisorIsKilled() throws Exception {
    ChildProcess supervisor =
        ChildProcess.start(
            ChildProcess.Spec.java(
                "supervisor",
                SupervisorMain.class.getName(),
                System.getProperty("java.class.path"),
                List.of("-Xmx64m", "-Dmillrace.home=" + Path.of("..").toRealPath()),
                Map.of(),
                folder,
                folder.resolve("supervisor.log")));
    Path pidFile = folder.resolve("pid");
    await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(pidFile));
    ProcessHandle node = ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();

    supervisor.kill();

    await().atMost(Duration.ofSeconds(30)).until(() -> !node.isAlive());
  }

  @Test
  void namesTheSettingWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      KafkaOptions options = KafkaOptions.in(folder).withPorts(taken.getLocalPort(), 0);

      assertThatThrownBy(() -> KafkaProcess.start(options))
          .hasMessageContaining("MILLRACE_KAFKA_PORT is " + taken.getLocalPort())
          .hasMessageContaining("taken");
    }
  }

  @Test
  void refusesOnePortForBothListeners() {
    assertThatThrownBy(() -> KafkaOptions.in(folder).withPorts(5000, 5000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port and controllerPort are both 5000");
  }

  /** Starts a node, writes its process id, and waits for ever. */
  static final class SupervisorMain {
    public static void main(String[] args) throws Exception {
      KafkaProcess kafka = KafkaProcess.start(KafkaOptions.in(Path.of("")));
      Path unfinished = Files.writeString(Path.of("pid.new"), Long.toString(kafka.process().pid()));
      Files.move(unfinished, Path.of("pid"));
      kafka.process().onExit().get();
    }
  }

  private static void createTopic(KafkaProcess kafka) throws Exception {
    try (Admin admin = admin(kafka)) {
      admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
    }
  }

  private static void sendInTransactions(KafkaProcess kafka, int from, int to) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      for (int n = from; n < to; n++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("t", "aborted"));
        producer.flush();
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("t", Integer.toString(n))).get();
        producer.commitTransaction();
      }
    }
  }

  private static List<String> committed(KafkaProcess kafka) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition("t", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<String> values = new ArrayList<>();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(record.value());
        }
      }
      return values;
    }
  }

  private static Admin admin(KafkaProcess kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }
}
