package io.millrace.compose;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway's settings, read from the source of its typed configuration: {@code
 * postgres().monitorUser()} is {@code MILLRACE_POSTGRES_MONITOR_USER}.
 */
final class GatewaySettings {

  private static final Path MAIN = Project.HOME.resolve("quarkus-gateway/src/main");
  private static final Pattern SECTION =
      Pattern.compile("^  ([A-Z][A-Za-z0-9]+) ([a-z0-9]+)\\(\\);$");
  private static final Pattern TYPE = Pattern.compile("^  interface ([A-Z][A-Za-z0-9]+) \\{$");
  private static final Pattern VALUE = Pattern.compile("^    (\\S.*) ([a-zA-Z0-9]+)\\(\\);$");

  private GatewaySettings() {}

  /** All, with those that application.properties reads by name. */
  static Set<String> all() {
    Set<String> all = new TreeSet<>(values().keySet());
    Pattern.compile("\\$\\{(MILLRACE_[A-Z_]+)")
        .matcher(properties())
        .results()
        .forEach(use -> all.add(use.group(1)));
    return all;
  }

  /** Those without a default anywhere. */
  static Set<String> required() {
    Set<String> required = new TreeSet<>();
    String properties = properties();
    values()
        .forEach(
            (name, isRequired) -> {
              String property = name.substring("MILLRACE_".length()).toLowerCase(Locale.ROOT);
              boolean hasDefault =
                  Pattern.compile("(?m)^millrace\\." + property.replaceAll("[_]", "[.-]") + "=")
                      .matcher(properties)
                      .find();
              if (isRequired && !hasDefault) {
                required.add(name);
              }
            });
    return required;
  }

  private static String properties() {
    return Project.read(MAIN.resolve("resources/application.properties"));
  }

  /** Name to whether the type asks for a value. */
  private static Map<String, Boolean> values() {
    Map<String, List<String>> sections = new TreeMap<>();
    Map<String, Boolean> values = new TreeMap<>();
    Deque<String> annotations = new ArrayDeque<>();
    String type = "";
    for (String line :
        Project.read(MAIN.resolve("java/io/millrace/gateway/config/GatewayConfig.java"))
            .lines()
            .toList()) {
      Matcher section = SECTION.matcher(line);
      Matcher begun = TYPE.matcher(line);
      Matcher value = VALUE.matcher(line);
      if (section.matches()) {
        sections.computeIfAbsent(section.group(1), t -> new ArrayList<>()).add(section.group(2));
      } else if (begun.matches()) {
        type = begun.group(1);
      } else if (line.startsWith("    @")) {
        annotations.add(line.strip());
      } else if (value.matches()) {
        boolean optional =
            value.group(1).startsWith("Optional")
                || annotations.stream().anyMatch(a -> a.startsWith("@WithDefault"));
        for (String of : sections.getOrDefault(type, List.of())) {
          values.put("MILLRACE_" + words(of) + "_" + words(value.group(2)), !optional);
        }
        annotations.clear();
      }
    }
    return values;
  }

  private static String words(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }
}
