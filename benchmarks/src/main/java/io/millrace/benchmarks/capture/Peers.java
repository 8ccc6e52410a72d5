package io.millrace.benchmarks.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where {@code benchmarks/fetch-peers.sh} has put the programs that run beside the bridge. Nothing
 * is fetched here: what is absent is answered as absent.
 *
 * @param folder {@code millrace/peers} in the user's cache folder
 * @param environment this process's, or a test's
 */
record Peers(Path folder, Map<String, String> environment) {

  /** Names the folder of a JDK of version 21 or newer, which Debezium Server needs. */
  static final String JAVA_HOME = "MILLRACE_PEER_JAVA_HOME";

  private static final String FETCH = "run benchmarks/fetch-peers.sh";

  static Peers inCache(Map<String, String> environment) {
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        shared.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(shared);
    return new Peers(base.toAbsolutePath().resolve("millrace").resolve("peers"), environment);
  }

  /** Debezium Server, unpacked. */
  Path server() {
    return newest("debezium-server-").orElseThrow(() -> absent("Debezium Server", FETCH));
  }

  /** The jars of Kafka Connect's worker. */
  Path connect() {
    return newest("kafka-connect-").orElseThrow(() -> absent("Kafka Connect", FETCH));
  }

  /** Debezium's connector as an archive for Connect's {@code plugin.path}. */
  Path connectPlugins() {
    return newest("connect-plugins-").orElseThrow(() -> absent("Debezium's connector", FETCH));
  }

  /** The {@code java} that runs Debezium Server. */
  Path serverJava() {
    String home = environment.getOrDefault(JAVA_HOME, "");
    Path java = Path.of(home, "bin", "java");
    if (home.isBlank() || !Files.isExecutable(java)) {
      throw absent(
          "a JDK for Debezium Server", "set " + JAVA_HOME + " to a JDK of version 21 or newer");
    }
    return java;
  }

  /** The {@code java} of this process, which runs the bridge and Connect. */
  static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** PostgreSQL's own client for logical replication. */
  Path receiver() {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
        .map(entry -> Path.of(entry, "pg_recvlogical"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> absent("pg_recvlogical", FETCH));
  }

  private Optional<Path> newest(String prefix) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).startsWith(prefix))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AbsentPeerException absent(String what, String remedy) {
    return new AbsentPeerException(what + " is absent: " + remedy);
  }

  /** Something that a contender needs is not on this machine; the message has the remedy. */
  static final class AbsentPeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AbsentPeerException(String message) {
      super(message);
    }
  }
}
