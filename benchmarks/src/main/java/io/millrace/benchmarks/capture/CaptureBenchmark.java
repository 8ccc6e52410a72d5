package io.millrace.benchmarks.capture;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The bridge beside its peers, in one run on one PostgreSQL and one Kafka: how fast and at what
 * cost each reads the same log, how soon a committed row is with a consumer, and what each costs
 * when nothing happens.
 *
 * <p>Every contender takes its place in the log before a backlog is written; then they read it one
 * after another, each alone. It is timed from its first event in Kafka to the last transaction's,
 * and must have brought every row.
 *
 * <p>Arguments: rows of a backlog (1000000, a multiple of 1000), contenders between commas (all),
 * parts between commas (backlogs,latency). {@code benchmarks/fetch-peers.sh} fetches the peers;
 * {@value Peers#JAVA_HOME} names a JDK of version 21 or newer for Debezium Server. Who is absent is
 * named and left out. Turns follow the order of the names.
 *
 * <p>Run: {@code java -Xmx512m -Dlogback.configurationFile=millrace-logback.xml -cp
 * benchmarks/target/classes:$(cat benchmarks/target/classpath)
 * io.millrace.benchmarks.capture.CaptureBenchmark 1000000}
 */
public final class CaptureBenchmark {

  private static final String BACKLOGS = "backlogs";
  private static final String LATENCY = "latency";
  private static final Set<String> PARTS = Set.of(BACKLOGS, LATENCY);
  private static final int LARGEST_TRANSACTION = Backlog.Kind.INSERTS.rowsPerTransaction();

  private final CaptureRig rig;
  private final CaptureReport report = new CaptureReport(System.out);
  private final List<Contender> contenders = new ArrayList<>();

  private CaptureBenchmark(CaptureRig rig, Set<ContenderName> names) {
    this.rig = rig;
    Peers peers = Peers.inCache(System.getenv());
    names.forEach(name -> contenders.add(name.on(rig, peers)));
  }

  /** Runs it and prints the figures. */
  public static void main(String[] args) throws Exception {
    long rows = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    if (rows < LARGEST_TRANSACTION || rows % LARGEST_TRANSACTION != 0) {
      throw new IllegalArgumentException(
          "rows is " + rows + "; allowed: a multiple of " + LARGEST_TRANSACTION);
    }
    Set<ContenderName> names =
        args.length > 1 ? ContenderName.parse(args[1]) : EnumSet.allOf(ContenderName.class);
    Set<String> parts = args.length > 2 ? Set.of(args[2].split(",", -1)) : PARTS;
    if (!PARTS.containsAll(parts)) {
      throw new IllegalArgumentException("parts are " + parts + "; known: " + PARTS);
    }
    try (CaptureRig rig = CaptureRig.start()) {
      // Also on SIGTERM: peers do not watch over whether this process lives.
      Runtime.getRuntime().addShutdownHook(new Thread(rig::close, "shutdown"));
      CaptureBenchmark benchmark = new CaptureBenchmark(rig, names);
      benchmark.introduce();
      new BrokerWarmUp(rig).run();
      if (parts.contains(BACKLOGS)) {
        benchmark.backlogs(rows);
      }
      if (parts.contains(LATENCY)) {
        benchmark.latency();
      }
      benchmark.report.print();
    }
  }

  private void introduce() {
    System.out.printf(
        "%d cores, Java %s; logs, and one event of each, in %s%n",
        Runtime.getRuntime().availableProcessors(), Runtime.version(), rig.folder());
    contenders.forEach(
        contender -> System.out.printf("%-21s %s%n", contender.name(), contender.setup()));
  }

  private void backlogs(long rows) throws Exception {
    forAll(Contender::prepare);
    BacklogWriter writer = new BacklogWriter(rig);
    Backlog inserts = writer.insert(rows);
    carry(inserts);
    carry(writer.update(inserts));
    for (Contender contender : contenders) {
      contender.forget();
    }
  }

  private void carry(Backlog backlog) {
    report.backlogHeader(backlog);
    forAll(contender -> report.add(backlog.kind(), contender.carry(backlog)));
  }

  private void latency() {
    report.latencyHeader();
    LatencyRun run = new LatencyRun(rig, LatencyPlan.standard());
    forAll(
        contender -> {
          if (contender instanceof KafkaContender carrier) {
            report.add(run.of(carrier));
          }
        });
  }

  /** A contender that fails is named, gives back its slot and is left out from then on. */
  private void forAll(Turn turn) {
    for (Contender contender : List.copyOf(contenders)) {
      try {
        turn.of(contender);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } catch (Exception e) {
        System.out.printf(Locale.ROOT, "%-21s left out: %s%n", contender.name(), e.getMessage());
        contenders.remove(contender);
        forget(contender);
      }
    }
  }

  private static void forget(Contender contender) {
    try {
      contender.forget();
    } catch (Exception e) {
      System.out.printf("%-21s keeps what it has: %s%n", contender.name(), e.getMessage());
    }
  }

  /** What a contender does when it is its turn. */
  private interface Turn {
    void of(Contender contender) throws Exception;
  }
}
