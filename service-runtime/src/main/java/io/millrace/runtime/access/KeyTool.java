package io.millrace.runtime.access;

import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes, lists and revokes keys where there is no {@code millrace} command: in a container. The
 * file is the one that {@code MILLRACE_GATEWAY_API_KEYS_FILE} names.
 *
 * <p>{@code create NAME [read|admin]} prints the new key, once. {@code ensure NAME FILE} keeps a
 * key of the role read in FILE, for a program that asks the gateway: it does nothing if FILE holds
 * a key that is good, and otherwise makes another. {@code list}, {@code revoke NAME}.
 *
 * <p>Exit codes: 0 done; 1 a file cannot be read or written; 2 wrong arguments or settings.
 */
public final class KeyTool {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final String USAGE =
      "create NAME [read|admin], ensure NAME FILE, list, or revoke NAME";

  private final KeyFile keys;

  private KeyTool(KeyFile keys) {
    this.keys = keys;
  }

  /** Does what the arguments say. */
  public static void main(String[] arguments) {
    int code = run(Settings.fromEnvironment(), List.of(arguments));
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Does what the arguments say; answers the exit code. */
  static int run(Settings settings, List<String> arguments) {
    try {
      new KeyTool(new KeyFile(Path.of(settings.text("MILLRACE_GATEWAY_API_KEYS_FILE"))))
          .execute(arguments);
      return 0;
    } catch (InvalidSettingException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return MISUSED;
    } catch (IOException e) {
      System.err.println("the keys' file cannot be read or written: " + e.getMessage());
      return FAILED;
    }
  }

  private void execute(List<String> arguments) throws IOException {
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    int count = arguments.size();
    if (command.equals("create") && (count == 2 || count == 3)) {
      Role role = count == 3 ? Role.of(arguments.get(2)) : Role.READ;
      System.out.println(keys.create(arguments.get(1), role).reveal());
    } else if (command.equals("ensure") && count == 3) {
      ensure(arguments.get(1), Path.of(arguments.get(2)));
    } else if (command.equals("list") && count == 1) {
      for (KeyEntry key : content()) {
        System.out.printf("%-24s %-6s %s%n", key.name(), key.role().id(), key.created());
      }
    } else if (command.equals("revoke") && count == 2) {
      keys.revoke(arguments.get(1));
    } else {
      throw new IllegalArgumentException(
          "arguments are " + String.join(" ", arguments) + "; allowed: " + USAGE);
    }
  }

  private List<KeyEntry> content() throws IOException {
    return Files.exists(keys.path()) ? keys.read().keys() : List.of();
  }

  private void ensure(String name, Path file) throws IOException {
    Optional<KeyEntry> entry = content().stream().filter(key -> key.name().equals(name)).findAny();
    if (entry.isPresent() && holds(file, entry.get())) {
      return;
    }
    if (entry.isPresent()) {
      // What was given out is lost or another's: it shall open nothing any more.
      keys.revoke(name);
    }
    write(file, keys.create(name, Role.READ).reveal());
  }

  private static boolean holds(Path file, KeyEntry entry) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    return ApiKey.read(Files.readString(file).strip())
        .filter(key -> Arrays.equals(key.digest(), entry.digest()))
        .isPresent();
  }

  private static void write(Path file, String key) throws IOException {
    Path folder =
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
    Path unfinished = Files.createTempFile(folder, "key-", ".new");
    try {
      Files.writeString(unfinished, key);
      // Who asks with it runs as another user; only what is let into the folder gets there.
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
