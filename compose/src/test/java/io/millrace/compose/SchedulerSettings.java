package io.millrace.compose;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scheduler's settings, read from the source of its typed configuration and from its
 * application.properties. Those of a job are left out: they are of the jobs' names.
 */
final class SchedulerSettings {

  private static final Path MAIN = Project.HOME.resolve("job-scheduler/src/main");
  private static final String PREFIX = "MILLRACE_SCHEDULER_";
  private static final Pattern VALUE = Pattern.compile("^ +(\\S.*) ([a-zA-Z0-9]+)\\(\\);$");
  private static final Pattern TYPE = Pattern.compile("^  interface ([A-Z][A-Za-z0-9]+) \\{$");
  private static final Pattern PROPERTY =
      Pattern.compile("(?m)(?:^|\\$\\{|\")(millrace\\.(?!scheduler\\.jobs)[a-z.-]+)");

  private SchedulerSettings() {}

  /** All. */
  static Set<String> all() {
    Set<String> all = new TreeSet<>();
    values(all, new TreeSet<>());
    String properties = Project.read(MAIN.resolve("resources/application.properties"));
    Pattern.compile("\\$\\{(MILLRACE_[A-Z_]+)")
        .matcher(properties)
        .results()
        .forEach(use -> all.add(use.group(1)));
    String guard = Project.read(MAIN.resolve("java/io/millrace/scheduler/access/AccessGuard.java"));
    PROPERTY.matcher(properties + guard).results().forEach(use -> all.add(variable(use.group(1))));
    return all;
  }

  /** Those without a default, the password of its database among them. */
  static Set<String> required() {
    Set<String> required = new TreeSet<>();
    values(new TreeSet<>(), required);
    String properties = Project.read(MAIN.resolve("resources/application.properties"));
    PROPERTY
        .matcher(properties)
        .results()
        .map(use -> use.group(1))
        .filter(name -> name.endsWith("-password"))
        .forEach(name -> required.add(variable(name)));
    Pattern.compile("(?m)^(millrace\\.[a-z.-]+)=")
        .matcher(properties)
        .results()
        .forEach(set -> required.remove(variable(set.group(1))));
    return required;
  }

  private static void values(Set<String> all, Set<String> required) {
    String section = "";
    boolean hasDefault = false;
    for (String line :
        Project.read(MAIN.resolve("java/io/millrace/scheduler/config/SchedulerConfig.java"))
            .lines()
            .toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher value = VALUE.matcher(line);
      if (type.matches()) {
        section = words(type.group(1)) + "_";
      } else if (line.contains("@WithDefault")) {
        hasDefault = true;
      } else if (value.matches()) {
        String name = PREFIX + section + words(value.group(2));
        all.add(name);
        boolean isPart =
            !section.isEmpty() || value.group(1).matches("Map<.*|Optional<.*|Log|Webhook|Telegram");
        if (!hasDefault && !isPart) {
          required.add(name);
        }
        hasDefault = false;
      }
    }
  }

  private static String words(String camelCase) {
    return camelCase.replaceAll("(?<=.)([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
