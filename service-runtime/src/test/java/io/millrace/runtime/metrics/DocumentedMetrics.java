package io.millrace.runtime.metrics;

import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One process's table in {@code docs/metrics.md}, to be held against what the process exposes. */
public final class DocumentedMetrics {

  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| (\\w+) \\|([^|]*)\\|([^|]*)\\|([^|]*)\\| .+ \\|");
  private static final Pattern LABEL = Pattern.compile("`([a-z_]+)`");

  private final Map<String, Entry> entries = new TreeMap<>();

  /**
   * @param fromStart whether it is there as soon as the process is ready
   */
  private record Entry(String type, Set<String> labels, boolean fromStart) {}

  private DocumentedMetrics() {}

  /** The tables below a heading of the second level. */
  public static DocumentedMetrics of(String heading) throws IOException {
    DocumentedMetrics documented = new DocumentedMetrics();
    boolean below = false;
    for (String line : Files.readAllLines(ModuleClasspath.home().resolve("docs/metrics.md"))) {
      if (line.startsWith("## ")) {
        below = line.equals("## " + heading);
      }
      Matcher row = ROW.matcher(line);
      if (below && row.matches()) {
        documented.entries.put(
            row.group(1),
            new Entry(row.group(2), labels(row.group(3)), row.group(5).strip().equals("start")));
      }
    }
    if (documented.entries.isEmpty()) {
      throw new AssertionError("docs/metrics.md has no table below ## " + heading);
    }
    return documented;
  }

  private static Set<String> labels(String cell) {
    return LABEL
        .matcher(cell)
        .results()
        .map(label -> label.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * What the page of a running process and the documentation say differently of the metrics whose
   * names have a prefix; empty if nothing.
   *
   * @param brought metrics that are not there from the start, and that what happened has brought
   */
  public List<String> differences(MetricsPage page, String prefix, String... brought) {
    List<String> differences = new ArrayList<>();
    page.types()
        .forEach(
            (name, type) -> {
              if (name.startsWith(prefix) && !isMaximum(name, page)) {
                compare(name, type, page, differences);
              }
            });
    Set<String> expected = new TreeSet<>(Arrays.asList(brought));
    entries.forEach(
        (name, entry) -> {
          if (entry.fromStart() && name.startsWith(prefix)) {
            expected.add(name);
          }
        });
    for (String name : expected) {
      if (!entries.containsKey(name)) {
        differences.add(name + " is not documented");
      } else if (!page.types().containsKey(name)) {
        differences.add(name + " is documented, and the process does not expose it");
      }
    }
    return differences;
  }

  private void compare(String name, String type, MetricsPage page, List<String> differences) {
    Entry entry = entries.get(name);
    if (entry == null) {
      differences.add(name + " (" + type + ", " + page.labels(name) + ") is not documented");
    } else if (!entry.type().equals(type)) {
      differences.add(name + " is a " + type + ", documented as a " + entry.type());
    } else if (!entry.labels().equals(page.labels(name))) {
      differences.add(
          name + " has labels " + page.labels(name) + ", documented are " + entry.labels());
    }
  }

  /** Micrometer shows the largest recent value beside each distribution. */
  private static boolean isMaximum(String name, MetricsPage page) {
    return name.endsWith("_max")
        && page.types().containsKey(name.substring(0, name.length() - "_max".length()));
  }
}
