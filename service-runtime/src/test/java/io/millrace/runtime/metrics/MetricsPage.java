package io.millrace.runtime.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of metrics in Prometheus' text format, read. */
public final class MetricsPage {

  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z0-9_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, String> types = new TreeMap<>();
  private final List<Sample> samples = new ArrayList<>();

  /** One line that holds a value. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /** Reads a page; any line that is none of the format's is an error. */
  public MetricsPage(String text) {
    for (String line : text.split("\n", -1)) {
      Matcher type = TYPE.matcher(line);
      if (type.matches()) {
        if (types.put(type.group(1), type.group(2)) != null) {
          throw new AssertionError("two families are called " + type.group(1));
        }
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        samples.add(sample(line));
      }
    }
  }

  private static Sample sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new AssertionError("no line of Prometheus' text format: " + line);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    if (sample.group(2) != null) {
      Matcher label = LABEL.matcher(sample.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return new Sample(sample.group(1), labels, number(sample.group(3)));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Types by name of family, such as {@code counter}. */
  public Map<String, String> types() {
    return types;
  }

  /** The samples of that name that have all of the labels. */
  public List<Sample> samples(String name, Map<String, String> labels) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  /** The one sample of that name that has all of the labels. */
  public double value(String name, Map<String, String> labels) {
    List<Sample> found = samples(name, labels);
    if (found.size() != 1) {
      throw new AssertionError(name + labels + " is there " + found.size() + " times: " + found);
    }
    return found.get(0).value();
  }

  /** All values that a label has in a family. */
  public Set<String> labelValues(String name, String label) {
    Set<String> values = new TreeSet<>();
    samples(name, Map.of()).forEach(sample -> values.add(sample.labels().get(label)));
    return values;
  }

  /** The labels of a family, without those that the type brings. */
  Set<String> labels(String family) {
    Set<String> labels = new TreeSet<>();
    for (Sample sample : samples) {
      String name = sample.name();
      if (name.equals(family) || name.replaceFirst("_(bucket|count|sum)$", "").equals(family)) {
        labels.addAll(sample.labels().keySet());
      }
    }
    labels.removeAll(Set.of("le", "quantile"));
    return labels;
  }
}
