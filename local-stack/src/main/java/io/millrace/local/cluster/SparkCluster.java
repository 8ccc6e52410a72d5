package io.millrace.local.cluster;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A standalone master and its workers, each a process of its own, and the applications that are
 * submitted to them by Spark's own {@code SparkSubmit}.
 *
 * <p>All of them know one secret. Daemons have it in their environment, drivers in a file that only
 * its owner can read; on no command line is any.
 *
 * @param folder of its files; worth nothing after a run
 * @param addresses where it listens
 * @param secret that every process of the cluster shows to every other
 */
public record SparkCluster(Path folder, ClusterAddresses addresses, String secret) {

  /** How many workers there are. */
  public static final int WORKERS = 2;

  private static final String DAEMON = "io.millrace.spark.cluster.ClusterDaemon";
  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";
  private static final String STREAM = "io.millrace.spark.StreamingApplication";
  private static final String BATCH = "io.millrace.spark.batch.BatchApplication";

  /**
   * Says whether there is something to submit.
   *
   * @throws IllegalStateException if spark-processors is not built
   */
  public static void requireBuilt() {
    SparkHome.applicationJar();
    SparkHome.wholeClassPath();
  }

  /**
   * Makes the files that its processes need, and forgets what a master of an earlier run knew: its
   * applications are gone.
   */
  public void prepare() throws IOException {
    deleteTree(recovery());
    for (int number = 1; number <= WORKERS; number++) {
      deleteTree(work(number));
    }
    Files.createDirectories(recovery());
    Files.createDirectories(scratch());
    SparkHome.in(home());
    write(daemonFile(), SparkSettings.daemon(recovery()));
    write(applicationFile(folder), SparkSettings.application(addresses.host(), secret, scratch()));
  }

  /** The master. */
  public ClusterProgram master() {
    return daemon(
        List.of(
            "master",
            "--host",
            addresses.host(),
            "--port",
            Integer.toString(addresses.masterPort()),
            "--webui-port",
            Integer.toString(addresses.masterPagePort()),
            "--properties-file",
            daemonFile().toString()));
  }

  /**
   * A worker; its executors are its children, and end with it.
   *
   * @param number from 1
   */
  public ClusterProgram worker(int number) {
    return daemon(
        List.of(
            "worker",
            "--host",
            addresses.host(),
            "--cores",
            Integer.toString(SparkSettings.WORKER_CORES),
            "--memory",
            SparkSettings.WORKER_MEGABYTES + "m",
            "--webui-port",
            Integer.toString(addresses.workerPage(number).getPort()),
            "--work-dir",
            work(number).toString(),
            "--properties-file",
            daemonFile().toString(),
            addresses.url()));
  }

  private static ClusterProgram daemon(List<String> arguments) {
    List<String> options = new ArrayList<>();
    options.addAll(
        List.of(
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=classpath:log4j2-cluster.properties"));
    options.addAll(SparkSettings.OPENS);
    return new ClusterProgram(DAEMON, options, arguments);
  }

  /** The driver of the stream, in a process of this machine. */
  public ClusterProgram stream() {
    return submit(
        "millrace-streaming",
        STREAM,
        addresses.url(),
        List.of("--properties-file", applicationFile(folder).toString()));
  }

  /**
   * The driver of a batch job on a cluster of this class.
   *
   * @param folder of the cluster
   * @param master its address, {@code spark://host:port}
   * @param arguments of the job
   */
  public static ClusterProgram batch(Path folder, String master, List<String> arguments) {
    return plus(
        submit(
            "millrace-batch",
            BATCH,
            master,
            List.of("--properties-file", applicationFile(folder).toString())),
        arguments);
  }

  /**
   * The driver of a batch job on a master that is the user's, whose workers see this checkout at
   * the same path. What the cluster asks of its applications, such as a secret, {@code
   * spark-defaults.conf} says where {@code SPARK_CONF_DIR} names it.
   *
   * @param master as Spark's option has it, such as {@code spark://host:7077}
   * @param arguments of the job
   */
  public static ClusterProgram batchElsewhere(String master, List<String> arguments) {
    List<String> options = new ArrayList<>();
    SparkSettings.elsewhere()
        .forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    return plus(submit("millrace-batch", BATCH, master, options), arguments);
  }

  private static ClusterProgram submit(
      String name, String mainClass, String master, List<String> options) {
    List<String> arguments =
        new ArrayList<>(List.of("--master", master, "--name", name, "--class", mainClass));
    arguments.addAll(options);
    arguments.add(SparkHome.applicationJar().toString());
    List<String> jvm = new ArrayList<>();
    // The driver plans and adds up; what reads and writes is in the executors.
    jvm.addAll(List.of("-Xmx640m", "-XX:+UseParallelGC"));
    jvm.add("-Djdk.reflect.useDirectMethodHandle=false");
    jvm.addAll(SparkSettings.OPENS);
    return new ClusterProgram(SUBMIT, jvm, arguments);
  }

  private static ClusterProgram plus(ClusterProgram program, List<String> more) {
    List<String> arguments = new ArrayList<>(program.arguments());
    arguments.addAll(more);
    return new ClusterProgram(program.mainClass(), program.options(), arguments);
  }

  /** What a daemon has in its environment. */
  public Map<String, String> daemonEnvironment() {
    Map<String, String> all = new TreeMap<>(environment(folder, addresses.host()));
    all.put("_SPARK_AUTH_SECRET", secret);
    return all;
  }

  /**
   * What a driver has in its environment beside its own settings; no secret.
   *
   * @param folder of the cluster
   */
  public static Map<String, String> environment(Path folder, String host) {
    return new SparkHome(folder.resolve("home")).environment(host);
  }

  /**
   * Where a worker keeps a folder for each application, and in it one for each executor.
   *
   * @param number from 1
   */
  public Path work(int number) {
    return folder.resolve("work-" + number);
  }

  private Path home() {
    return folder.resolve("home");
  }

  private Path recovery() {
    return folder.resolve("recovery");
  }

  private Path scratch() {
    return folder.resolve("scratch");
  }

  private Path daemonFile() {
    return folder.resolve("daemon.properties");
  }

  /** Spark's settings of what is submitted to the cluster, its secret among them. */
  public static Path applicationFile(Path folder) {
    return folder.resolve("application.properties");
  }

  private static void write(Path file, Map<String, String> settings) throws IOException {
    Properties values = new Properties();
    values.putAll(settings);
    Path unfinished =
        Files.createTempFile(
            file.getParent(),
            "settings-",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Writer writer = Files.newBufferedWriter(unfinished)) {
      values.store(writer, null);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // Never was.
    }
  }
}
