package io.millrace.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compose.Dockerfile.Instruction;
import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder, {@code target/images/MODULE}, with what the last stage of a Dockerfile puts into the
 * image, made by following its lines. What comes from the build stage is made by the script that
 * the build stage runs.
 */
final class ImageFolder {

  private static final Map<String, ImageFolder> MADE = new TreeMap<>();

  private final Dockerfile dockerfile;
  private final Path root;
  private Path working;
  private final Map<String, String> environment = new TreeMap<>();

  private ImageFolder(Dockerfile dockerfile, Path root) {
    this.dockerfile = dockerfile;
    this.root = root;
    this.working = root;
  }

  /** The image of a module, made once for all tests of this run. */
  static synchronized ImageFolder of(String module) throws Exception {
    ImageFolder known = MADE.get(module);
    if (known != null) {
      return known;
    }
    Path root = Project.COMPOSE.resolve("target/images").resolve(module);
    deleteTree(root);
    ImageFolder image = new ImageFolder(Dockerfile.of(module), root);
    for (Instruction instruction : image.dockerfile.runtime()) {
      image.follow(instruction);
    }
    MADE.put(module, image);
    return image;
  }

  /** Of an earlier run; links are deleted, not followed. */
  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void follow(Instruction instruction) throws Exception {
    switch (instruction.word()) {
      case "WORKDIR" -> working = Files.createDirectories(inside(instruction.rest()));
      case "COPY" -> copy(instruction.words());
      case "RUN" -> createFolders(instruction.rest());
      case "ENV" -> {
        String[] parts = instruction.rest().split("=", 2);
        environment.put(parts[0], inside(parts[1]).toString());
      }
      // Of no consequence for files.
      case "FROM", "USER", "EXPOSE", "ENTRYPOINT", "CMD" -> {}
      default -> throw new AssertionError("teach this test the instruction " + instruction);
    }
  }

  private void copy(List<String> words) throws Exception {
    Path target = working.resolve(words.get(words.size() - 1));
    if (!words.get(0).equals("--from=build")) {
      assertThat(words).hasSize(2);
      Files.createDirectories(target);
      Path source = Project.HOME.resolve(words.get(0));
      Files.createSymbolicLink(target.resolve(source.getFileName()), source);
      return;
    }
    String source = words.get(1);
    if (source.startsWith("/out/")) {
      layOut(source.substring("/out/".length()).replace("/", ""), target);
    } else {
      Files.createDirectories(target.getParent());
      Files.createSymbolicLink(
          Path.of(target.toString()), Project.HOME.resolve(source.substring("/src/".length())));
    }
  }

  private static void layOut(String module, Path target) throws Exception {
    Path script = Project.COMPOSE.resolve("image/layout.sh");
    Process process =
        new ProcessBuilder(script.toString(), "--link", module, target.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** {@code install --directory … FOLDER}, as far as it needs no other user. */
  private void createFolders(String command) throws IOException {
    for (String part : command.split("&&", -1)) {
      String[] words = part.strip().split("\\s+");
      if (words[0].equals("install")) {
        Files.createDirectories(working.resolve(words[words.length - 1]));
      }
    }
  }

  /** Where a path of the image is. */
  Path inside(String path) {
    return path.startsWith("/") ? root.resolve(path.substring(1)) : working.resolve(path);
  }

  /**
   * Starts it as the engine would.
   *
   * @param service gives entry point and command where it has its own
   * @param given the container's environment; nothing of this process's is Millrace's
   */
  ChildProcess start(
      ComposeFile compose, String service, Map<String, String> given, String... command)
      throws IOException {
    List<String> words = new ArrayList<>(compose.texts(service, "entrypoint"));
    if (words.isEmpty()) {
      words.addAll(dockerfile.last("ENTRYPOINT").orElseThrow().list());
    }
    if (command.length > 0) {
      words.addAll(List.of(command));
    } else if (compose.service(service).containsKey("command")) {
      words.addAll(compose.texts(service, "command"));
    } else {
      dockerfile.last("CMD").ifPresent(cmd -> words.addAll(cmd.list()));
    }
    words.replaceAll(word -> word.startsWith("/opt/") ? inside(word).toString() : word);
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(given);
    // The JVM that runs the tests, as the image has one on its path.
    all.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
    Path log = root.resolve(service + ".log");
    return ChildProcess.start(new ChildProcess.Spec(service, words, all, working, log));
  }
}
