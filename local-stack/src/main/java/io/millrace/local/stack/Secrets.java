package io.millrace.local.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Properties;

/**
 * The passwords of a stack, made up once and kept in {@code secrets.properties}, which only its
 * owner can read. Processes get the ones they need through their environment.
 */
final class Secrets {

  /** What has a secret. */
  enum Use {
    POSTGRES_ADMIN,
    POSTGRES_REPLICATION,
    POSTGRES_WRITER,
    POSTGRES_MONITOR,
    POSTGRES_ANALYTICS,
    POSTGRES_SCHEDULER,
    CLICKHOUSE,
    S3,
    SPARK,
    MASKING
  }

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Properties values;

  private Secrets(Properties values) {
    this.values = values;
  }

  /** The file of a state folder. */
  static Path file(Path stateFolder) {
    return stateFolder.resolve("secrets.properties");
  }

  /** What the file holds, if it is there. */
  static Optional<Secrets> find(Path stateFolder) throws IOException {
    Path file = file(stateFolder);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
    }
    return Optional.of(new Secrets(values));
  }

  /** What the file holds, made up where it lacks something. */
  static Secrets findOrCreate(Path stateFolder) throws IOException {
    Secrets secrets = find(stateFolder).orElseGet(() -> new Secrets(new Properties()));
    boolean complete = true;
    for (Use use : Use.values()) {
      if (!secrets.values.containsKey(use.name())) {
        secrets.values.setProperty(use.name(), new BigInteger(160, RANDOM).toString(36));
        complete = false;
      }
    }
    if (!complete) {
      secrets.write(file(stateFolder));
    }
    return secrets;
  }

  private void write(Path file) throws IOException {
    Path unfinished =
        Files.createTempFile(
            file.getParent(),
            "secrets-",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Writer writer = Files.newBufferedWriter(unfinished)) {
      values.store(writer, "Passwords of this stack; the data below data/ needs these very ones");
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** One of them. */
  String of(Use use) {
    String value = values.getProperty(use.name());
    if (value == null) {
      throw new IllegalStateException("secrets.properties has no " + use);
    }
    return value;
  }
}
