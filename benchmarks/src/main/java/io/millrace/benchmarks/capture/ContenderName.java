package io.millrace.benchmarks.capture;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who can take part, in the order of their turns if no other is asked for. */
enum ContenderName {
  /** Millrace's cdc-bridge as production starts it. */
  BRIDGE("bridge"),
  /** The same, set for latency rather than for cost. */
  BRIDGE_LOW_LATENCY("bridge-low-latency"),
  /** Debezium Server, tuned. */
  SERVER_TUNED("server-tuned"),
  /** Debezium Server as it comes. */
  SERVER_DEFAULT("server-default"),
  /** Kafka Connect, tuned, at least once. */
  CONNECT_TUNED("connect-tuned"),
  /** Kafka Connect, tuned, exactly once. */
  CONNECT_EXACTLY_ONCE("connect-exactly-once"),
  /** No engine at all: a prototype. */
  PGOUTPUT_READER("pgoutput-reader"),
  /** PostgreSQL's own client. */
  PG_RECVLOGICAL("pg_recvlogical");

  private final String id;

  ContenderName(String id) {
    this.id = id;
  }

  /** As on the command line. */
  String id() {
    return id;
  }

  /**
   * Reads names between commas; their order is that of the turns.
   *
   * @throws IllegalArgumentException naming one that nobody has
   */
  static Set<ContenderName> parse(String names) {
    Set<ContenderName> chosen = new LinkedHashSet<>();
    for (String name : List.of(names.split(",", -1))) {
      chosen.add(
          Arrays.stream(values())
              .filter(contender -> contender.id.equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "unknown contender " + name + "; known: " + all())));
    }
    return chosen;
  }

  private static String all() {
    return Arrays.stream(values()).map(ContenderName::id).collect(Collectors.joining(","));
  }

  Contender on(CaptureRig rig, Peers peers) {
    return switch (this) {
      case BRIDGE -> new KafkaContender(rig, BridgeProgram.asIs(rig, id));
      case BRIDGE_LOW_LATENCY -> new KafkaContender(rig, BridgeProgram.forLatency(rig, id));
      case SERVER_TUNED -> new KafkaContender(rig, ServerProgram.tuned(rig, peers, id));
      case SERVER_DEFAULT -> new KafkaContender(rig, ServerProgram.atDefaults(rig, peers, id));
      case CONNECT_TUNED -> new KafkaContender(rig, new ConnectProgram(rig, peers, id));
      case CONNECT_EXACTLY_ONCE ->
          new KafkaContender(rig, new ExactlyOnceConnectProgram(rig, peers, id));
      case PGOUTPUT_READER -> new KafkaContender(rig, new PrototypeProgram(rig, id));
      case PG_RECVLOGICAL -> new ReceiverContender(rig, peers, id);
    };
  }
}
