package io.millrace.local.cluster;

import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An installation of Spark made of links: {@code jars/} holds the very libraries that
 * spark-processors is built with, so a worker's executors run what the driver runs. Its {@code
 * bin/spark-submit} is what Spark's launcher asks for.
 *
 * @param root what {@code SPARK_HOME} names
 */
public record SparkHome(Path root) {

  /** Spark 3.5's, as it finds out by itself only in its own distribution. */
  private static final String SCALA = "2.12";

  private static final String MODULE = "spark-processors";

  /**
   * Makes the folder what it should be; links of an earlier build go.
   *
   * @throws IllegalStateException if spark-processors is not built
   */
  public static SparkHome in(Path root) throws IOException {
    Path jars = Files.createDirectories(root.resolve("jars"));
    Path conf = Files.createDirectories(root.resolve("conf"));
    Files.writeString(conf.resolve("class-folders"), classFolders());
    Path bin = root.resolve("bin");
    Files.deleteIfExists(bin);
    Files.createSymbolicLink(
        bin, ModuleClasspath.home().resolve(MODULE).resolve("src/main/spark-home/bin"));
    try (Stream<Path> old = Files.list(jars)) {
      for (Path link : old.toList()) {
        Files.delete(link);
      }
    }
    for (String entry : classPath()) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar")) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    return new SparkHome(root);
  }

  /** What every process of the cluster has in its environment; no secret. */
  public Map<String, String> environment(String host) {
    Map<String, String> all = new TreeMap<>();
    all.put("SPARK_HOME", root.toString());
    all.put("SPARK_CONF_DIR", root.resolve("conf").toString());
    all.put("SPARK_SCALA_VERSION", SCALA);
    all.put("SPARK_LOCAL_IP", host);
    all.put("SPARK_PUBLIC_DNS", host);
    // Another installation's libraries or settings on this machine must not get in between.
    all.put("HADOOP_CONF_DIR", "");
    all.put("SPARK_DIST_CLASSPATH", "");
    return all;
  }

  /** Parts of the class path that are no jars: Millrace's own classes, as they were compiled. */
  static String classFolders() {
    return classPath().stream()
        .filter(entry -> !entry.endsWith(".jar"))
        .collect(Collectors.joining(":"));
  }

  /** All of it. */
  static String wholeClassPath() {
    return String.join(":", classPath());
  }

  /**
   * The jar with the applications.
   *
   * @throws IllegalStateException if it is not built
   */
  static Path applicationJar() {
    Path target = ModuleClasspath.home().resolve(MODULE).resolve("target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(
              file -> file.getFileName().toString().matches(MODULE + "-[0-9.]+(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow(() -> notBuilt(target));
    } catch (IOException e) {
      throw notBuilt(target);
    }
  }

  private static IllegalStateException notBuilt(Path target) {
    return new IllegalStateException(
        target
            + " has no jar of "
            + MODULE
            + ": build the module first with: mvn -Dquick -DskipTests package");
  }

  private static List<String> classPath() {
    return List.of(ModuleClasspath.of(MODULE).split(":"));
  }
}
