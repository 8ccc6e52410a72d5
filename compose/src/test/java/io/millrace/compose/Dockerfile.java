package io.millrace.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;

/** A module's Dockerfile, one instruction after the other. */
record Dockerfile(String module, List<Instruction> instructions) {

  /**
   * An instruction.
   *
   * @param word such as {@code COPY}
   * @param rest the line behind it, continued lines joined
   */
  record Instruction(String word, String rest) {
    List<String> words() {
      return Arrays.asList(rest.split("\\s+"));
    }

    /** What is written as a JSON list, of ENTRYPOINT and CMD. */
    List<String> list() {
      List<?> values = new Yaml().load(rest);
      return values.stream().map(String::valueOf).toList();
    }
  }

  static Dockerfile of(String module) {
    String text =
        Project.read(Project.HOME.resolve(module).resolve("Dockerfile"))
            .replaceAll("(?m)^#.*\n", "")
            .replace("\\\n", " ");
    List<Instruction> instructions = new ArrayList<>();
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      String[] parts = line.split("\\s+", 2);
      instructions.add(new Instruction(parts[0], parts[1]));
    }
    return new Dockerfile(module, instructions);
  }

  /** The stages before the last. */
  List<Instruction> building() {
    return instructions.subList(0, lastFrom());
  }

  /** The last stage: what becomes the image. */
  List<Instruction> runtime() {
    return instructions.subList(lastFrom(), instructions.size());
  }

  /** The last of that word in the image's stage. */
  Optional<Instruction> last(String word) {
    return runtime().stream().filter(i -> i.word().equals(word)).reduce((a, b) -> b);
  }

  /** All of that word in the image's stage. */
  List<Instruction> all(String word) {
    return runtime().stream().filter(i -> i.word().equals(word)).toList();
  }

  private int lastFrom() {
    int last = 0;
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i).word().equals("FROM")) {
        last = i;
      }
    }
    return last;
  }

  /** Where its file is. */
  Path file() {
    return Project.HOME.resolve(module).resolve("Dockerfile");
  }
}
