package io.millrace.gateway.pipeline;

import io.millrace.gateway.connections.KafkaAdmin;
import io.millrace.gateway.pipeline.PipelineReport.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** How long the topics are, and how fast they grow. */
@ApplicationScoped
class TopicFigures {

  private final KafkaAdmin kafka;
  private final Rates rates = new Rates();

  TopicFigures(KafkaAdmin kafka) {
    this.kafka = kafka;
  }

  /** All topics of the platform that exist, in its own order. */
  List<Topic> read() throws ExecutionException, InterruptedException {
    Admin client = kafka.client();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> starts = new HashMap<>();
    Map<String, TopicDescription> topics =
        client.describeTopics(KafkaAdmin.TOPICS).allTopicNames().get();
    for (TopicDescription topic : topics.values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        TopicPartition named = new TopicPartition(topic.name(), partition.partition());
        ends.put(named, OffsetSpec.latest());
        starts.put(named, OffsetSpec.earliest());
      }
    }
    Map<TopicPartition, ListOffsetsResultInfo> first = client.listOffsets(starts).all().get();
    Map<TopicPartition, ListOffsetsResultInfo> last = client.listOffsets(ends).all().get();
    long now = System.nanoTime();
    List<Topic> figures = new ArrayList<>();
    for (String name : KafkaAdmin.TOPICS) {
      long end = sum(name, last, ListOffsetsResultInfo::offset);
      long start = sum(name, first, ListOffsetsResultInfo::offset);
      int partitions =
          (int) ends.keySet().stream().filter(each -> each.topic().equals(name)).count();
      figures.add(new Topic(name, partitions, end - start, rates.perSecond(name, end, now)));
    }
    return figures;
  }

  private static <T> long sum(
      String topic, Map<TopicPartition, T> partitions, ToLongFunction<T> offset) {
    return partitions.entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic))
        .mapToLong(entry -> offset.applyAsLong(entry.getValue()))
        .sum();
  }
}
