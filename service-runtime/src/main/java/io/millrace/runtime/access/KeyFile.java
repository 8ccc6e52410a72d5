package io.millrace.runtime.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The file of the keys' digests: a line for each key, {@code NAME ROLE CREATED SHA256}, separated
 * by spaces. Empty lines, and lines that begin with {@code #}, say nothing. Only its owner may read
 * it: whoever can write it lets himself in.
 *
 * @param path where it is
 */
public record KeyFile(Path path) {

  private static final String HEADER =
      "# API keys of the Millrace gateway: NAME ROLE CREATED SHA256. The keys are not here and"
          + " cannot be had from this.";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /**
   * What a file says.
   *
   * @param keys of each good line
   * @param problems of each bad one: file, line, what is wrong and what would be right
   */
  public record Content(List<KeyEntry> keys, List<String> problems) {
    /** Copies the lists. */
    public Content {
      keys = List.copyOf(keys);
      problems = List.copyOf(problems);
    }
  }

  /** Tells one state of the file from another. */
  public record Version(long modified, long size, String identity) {}

  /**
   * Reads it.
   *
   * @throws IOException if it is not there or cannot be read
   */
  public Content read() throws IOException {
    List<KeyEntry> keys = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    // Not as UTF-8, which would refuse the whole file for one bad byte.
    String[] lines =
        new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).split("\r?\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        KeyEntry key = KeyEntry.parse(line);
        if (!names.add(key.name())) {
          throw new IllegalArgumentException(
              "name \"" + key.name() + "\" is there already; allowed: each name once");
        }
        keys.add(key);
      } catch (IllegalArgumentException e) {
        problems.add(path + " line " + (i + 1) + ": " + e.getMessage());
      }
    }
    return new Content(keys, problems);
  }

  /** What it is now; differs after each change. */
  public Version version() throws IOException {
    BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
    return new Version(
        file.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        file.size(),
        String.valueOf(file.fileKey()));
  }

  /** Whether others than its owner can read or write it. */
  public boolean isOpenToOthers() throws IOException {
    return !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path));
  }

  /**
   * Makes a key and keeps its digest; the file is made if it is not there.
   *
   * @throws IllegalArgumentException if the name is not one, or has a key already
   * @throws IOException if the file has bad lines, or cannot be read or written
   */
  public ApiKey create(String name, Role role) throws IOException {
    ApiKey key = ApiKey.generate();
    KeyEntry added = KeyEntry.of(name, role, Instant.now(), key);
    change(
        keys -> {
          if (keys.stream().anyMatch(entry -> entry.name().equals(name))) {
            throw new IllegalArgumentException(
                "NAME is " + name + ", which has a key; allowed: another name, or revoke it first");
          }
          keys.add(added);
        });
    return key;
  }

  /**
   * Forgets the key of that name.
   *
   * @return how many keys are left
   * @throws IllegalArgumentException if there is none
   * @throws IOException if the file has bad lines, or cannot be read or written
   */
  public int revoke(String name) throws IOException {
    return change(
        keys -> {
          List<String> names = keys.stream().map(KeyEntry::name).toList();
          if (!keys.removeIf(entry -> entry.name().equals(name))) {
            throw new IllegalArgumentException(
                "NAME is "
                    + name
                    + ", which has no key; "
                    + (names.isEmpty()
                        ? "there are none"
                        : "allowed: " + String.join(", ", names)));
          }
        });
  }

  private interface Change {
    void apply(List<KeyEntry> keys);
  }

  private int change(Change change) throws IOException {
    Path folder =
        Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file is in a folder");
    Files.createDirectories(folder);
    // The keys' file is replaced, so the lock is on another one.
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(path.getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        FileLock lock = channel.lock()) {
      Content content = Files.exists(path) ? read() : new Content(List.of(), List.of());
      if (!content.problems().isEmpty()) {
        throw new IOException(
            String.join("; ", content.problems()) + "; mend or delete these lines first");
      }
      List<KeyEntry> keys = new ArrayList<>(content.keys());
      change.apply(keys);
      write(folder, keys);
      return keys.size();
    }
  }

  private void write(Path folder, List<KeyEntry> keys) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    keys.forEach(key -> lines.add(key.line()));
    Path unfinished =
        Files.createTempFile(
            folder, "keys-", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      Files.write(unfinished, lines);
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
