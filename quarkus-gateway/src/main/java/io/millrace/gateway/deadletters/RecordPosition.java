package io.millrace.gateway.deadletters;

/**
 * Where a record is in Kafka, which identifies it for ever.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 */
record RecordPosition(String topic, int partition, long offset) {

  /** {@code topic/partition/offset}. */
  String text() {
    return topic + "/" + partition + "/" + offset;
  }
}
