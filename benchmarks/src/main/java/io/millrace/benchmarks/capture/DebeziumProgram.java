package io.millrace.benchmarks.capture;

import java.util.List;

/** A peer whose slot and topics are named as {@link DebeziumSource} names them. */
interface DebeziumProgram extends CaptureProgram {

  @Override
  default String slot() {
    return DebeziumSource.slot(name());
  }

  @Override
  default String topic() {
    return DebeziumSource.topic(name());
  }

  @Override
  default List<String> topics() {
    return DebeziumSource.topics(name());
  }
}
