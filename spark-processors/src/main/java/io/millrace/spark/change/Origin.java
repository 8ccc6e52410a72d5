package io.millrace.spark.change;

import java.io.Serializable;

/** Where a record is in Kafka, which identifies it for ever. */
public record Origin(String topic, int partition, long offset) implements Serializable {}
