package io.millrace.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The compose file with its variables put in, as the Compose specification has them: {@code
 * ${NAME}}, {@code ${NAME:-default}}, {@code ${NAME:?message}}.
 */
final class ComposeFile {

  static final Path FILE = Project.COMPOSE.resolve("docker-compose.yml");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Z0-9_]+)(?:(:-|:\\?)([^}]*))?}");

  private final Map<String, Object> root;

  private ComposeFile(Map<String, Object> root) {
    this.root = root;
  }

  /** A use of a variable. */
  record Variable(String name, Optional<String> fallback, boolean required) {}

  /** The file as people get it: defaults, and a secret that is the variable's own name. */
  static ComposeFile withDefaults() {
    return of(Project.yaml(FILE));
  }

  /** The file with another one over it, as {@code --file a --file b} merge them. */
  static ComposeFile withOverride(String name) {
    return of(merged(Project.yaml(FILE), Project.yaml(Project.COMPOSE.resolve(name))));
  }

  private static ComposeFile of(Map<String, Object> tree) {
    return new ComposeFile(
        mapping(
            replaced(
                tree,
                text ->
                    VARIABLE
                        .matcher(text)
                        .replaceAll(
                            use ->
                                java.util.regex.Matcher.quoteReplacement(
                                    variable(use).fallback().orElse(use.group(1)))))));
  }

  /** Every use of a variable, in order. */
  static List<Variable> variables() {
    // Comments name variables as well.
    String text = Project.read(FILE).replaceAll("(?m)^\\s*#.*$", "");
    return VARIABLE.matcher(text).results().map(ComposeFile::variable).toList();
  }

  private static Variable variable(MatchResult use) {
    boolean required = ":?".equals(use.group(2));
    return new Variable(
        use.group(1), Optional.ofNullable(use.group(3)).filter(fallback -> !required), required);
  }

  Map<String, Object> services() {
    return mapping(root.get("services"));
  }

  Map<String, Object> service(String name) {
    return mapping(services().get(name));
  }

  /** Top-level keys, such as {@code volumes}. */
  Map<String, Object> top(String key) {
    return mapping(root.get(key));
  }

  /** A service's environment, values as texts. */
  Map<String, String> environment(String service) {
    Map<String, String> environment = new LinkedHashMap<>();
    mapping(service(service).getOrDefault("environment", Map.of()))
        .forEach((key, value) -> environment.put(key, String.valueOf(value)));
    return environment;
  }

  /** A key whose value is a list, as texts; empty if it is not there. */
  List<String> texts(String service, String key) {
    Object value = service(service).getOrDefault(key, List.of());
    return ((List<?>) value).stream().map(String::valueOf).toList();
  }

  /** The services that are built here, by the module they are built of. */
  Map<String, String> built() {
    Map<String, String> built = new LinkedHashMap<>();
    for (String service : services().keySet()) {
      Object build = service(service).get("build");
      if (build != null) {
        built.put(service, Path.of(mapping(build).get("dockerfile").toString()).getParent() + "");
      }
    }
    return built;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> mapping(Object value) {
    return (Map<String, Object>) value;
  }

  private static Map<String, Object> merged(Map<String, Object> base, Map<String, Object> over) {
    Map<String, Object> merged = new LinkedHashMap<>(base);
    over.forEach(
        (key, value) ->
            merged.merge(
                key,
                value,
                (before, after) ->
                    before instanceof Map && after instanceof Map
                        ? merged(mapping(before), mapping(after))
                        : after));
    return merged;
  }

  private static Object replaced(Object tree, UnaryOperator<String> change) {
    if (tree instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put(String.valueOf(key), replaced(value, change)));
      return copy;
    }
    if (tree instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(value -> copy.add(replaced(value, change)));
      return copy;
    }
    return tree instanceof String text ? change.apply(text) : tree;
  }
}
