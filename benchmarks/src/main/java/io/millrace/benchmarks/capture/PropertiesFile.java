package io.millrace.benchmarks.capture;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** Configuration of a peer, as a file. */
final class PropertiesFile {

  private PropertiesFile() {}

  /** Answers the file's own name, for a command line. */
  static String write(Path file, Map<String, String> settings) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, "Rewritten at each start");
    }
    return file.toString();
  }
}
