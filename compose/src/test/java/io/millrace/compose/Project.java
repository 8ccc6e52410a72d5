package io.millrace.compose;

import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The files of the checkout that the tests look at. */
final class Project {

  static final Path HOME = ModuleClasspath.home();
  static final Path COMPOSE = HOME.resolve("compose");

  /** The modules that run in containers. */
  static final List<String> PROCESSES =
      List.of(
          "postgres-init",
          "clickhouse-init",
          "s3-init",
          "cdc-bridge",
          "spark-processors",
          "telecom-simulator",
          "quarkus-gateway",
          "job-scheduler");

  private Project() {}

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A YAML document whose root is a mapping. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> yaml(Path file) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(200);
    return (Map<String, Object>) new Yaml(options).load(read(file));
  }

  /** The settings of a file of {@code NAME=value} lines. */
  static Map<String, String> settings(Path file) {
    Map<String, String> settings = new TreeMap<>();
    read(file)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(
            line -> {
              String[] parts = line.split("=", 2);
              settings.put(parts[0], parts[1]);
            });
    return settings;
  }

  /** A property of the root pom, such as {@code kafka.version}. */
  static String property(String name) {
    return first(HOME.resolve("pom.xml"), "<" + Pattern.quote(name) + ">([^<]+)<");
  }

  /** The first group of the first match. */
  static String first(Path file, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(read(file));
    if (!matcher.find()) {
      throw new AssertionError(file + " has nothing like " + pattern);
    }
    return matcher.group(1);
  }

  /** All files below a folder whose names end so. */
  static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
