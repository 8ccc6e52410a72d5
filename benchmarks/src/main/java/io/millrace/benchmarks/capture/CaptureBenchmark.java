package io.millrace.benchmarks.capture;

import java.util.ArrayList;
import java.util.List;

/** The bridge beside its peers. */
public final class CaptureBenchmark {

  private CaptureBenchmark() {}

  /** Runs it and prints the figures. */
  public static void main(String[] args) throws Exception {
    long rows = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    try (CaptureRig rig = CaptureRig.start()) {
      System.out.println(rig.folder());
      Peers peers = Peers.inCache(System.getenv());
      List<Contender> contenders = new ArrayList<>();
      contenders.add(new KafkaContender(rig, BridgeProgram.asIs(rig, "bridge")));
      contenders.add(new KafkaContender(rig, new ConnectProgram(rig, peers, "connect-tuned")));
      for (Contender contender : contenders) {
        contender.prepare();
      }
      Backlog backlog = new BacklogWriter(rig).insert(rows);
      for (Contender contender : contenders) {
        System.out.println(contender.carry(backlog));
      }
    }
  }
}
