package io.millrace.local.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.runtime.ModuleClasspath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the provisioned dashboards ask, with variables and macros put in as Grafana does. */
final class DashboardQueries {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Four scrapes, as Grafana has it for short intervals. */
  private static final String RATE_INTERVAL = "40s";

  private static final Pattern TIME_FILTER = Pattern.compile("\\$__timeFilter\\((\\w+)\\)");
  private static final Pattern TIME_INTERVAL = Pattern.compile("\\$__timeInterval\\((\\w+)\\)");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+),\\s*(\\w+)\\)");

  /** Who is asked. */
  enum Source {
    PROMETHEUS,
    CLICKHOUSE
  }

  /**
   * One question.
   *
   * @param where dashboard and panel, or variable, for messages
   * @param text ready to be sent
   * @param instant whether it asks for one moment only
   */
  record Query(String where, Source source, String text, boolean instant) {}

  private DashboardQueries() {}

  /** Those of all dashboards, over the time from {@code from} to {@code to}. */
  static List<Query> all(Instant from, Instant to) throws IOException {
    Path folder = ModuleClasspath.home().resolve("observability/grafana/dashboards");
    List<Query> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        JsonNode dashboard = JSON.readTree(file.toFile());
        for (JsonNode variable : dashboard.at("/templating/list")) {
          if (variable.path("type").asText().equals("query")) {
            queries.add(
                variable(file.getFileName() + " $" + variable.path("name").asText(), variable));
          }
        }
        for (JsonNode annotation : dashboard.at("/annotations/list")) {
          // Nothing fires when all is well; that it can be asked is what matters.
          queries.add(
              new Query(
                  file.getFileName() + " annotation",
                  Source.PROMETHEUS,
                  annotation.path("expr").asText() + " or vector(0)",
                  true));
        }
        for (JsonNode panel : dashboard.path("panels")) {
          for (JsonNode target : panel.path("targets")) {
            queries.add(
                target(
                    file.getFileName() + " \"" + panel.path("title").asText() + "\"",
                    target,
                    dashboard,
                    from,
                    to));
          }
        }
      }
    }
    return queries;
  }

  private static Query variable(String where, JsonNode variable) {
    Matcher values = LABEL_VALUES.matcher(variable.path("definition").asText());
    if (!values.matches()) {
      throw new IllegalArgumentException(where + " asks " + variable.path("definition"));
    }
    return new Query(
        where,
        Source.PROMETHEUS,
        "count by (%s) (%s)".formatted(values.group(2), values.group(1)),
        true);
  }

  private static Query target(
      String where, JsonNode target, JsonNode dashboard, Instant from, Instant to) {
    return switch (target.at("/datasource/uid").asText()) {
      case "millrace-prometheus" ->
          new Query(
              where,
              Source.PROMETHEUS,
              withVariables(target.path("expr").asText(), dashboard)
                  .replace("$__rate_interval", RATE_INTERVAL)
                  .replace("$__range", Duration.between(from, to).toSeconds() + "s"),
              target.path("instant").asBoolean());
      case "millrace-clickhouse" -> {
        String sql = withVariables(target.path("rawSql").asText(), dashboard);
        sql =
            TIME_FILTER
                .matcher(sql)
                .replaceAll(
                    "$1 >= toDateTime(%d) AND $1 <= toDateTime(%d)"
                        .formatted(from.getEpochSecond(), to.getEpochSecond()));
        sql =
            TIME_INTERVAL
                .matcher(sql)
                .replaceAll("toStartOfInterval(toDateTime($1), INTERVAL 60 second)");
        yield new Query(where, Source.CLICKHOUSE, sql, false);
      }
      default -> throw new IllegalArgumentException(where + " has datasource " + target);
    };
  }

  /** Each variable with all of its values, as the dashboards open. */
  private static String withVariables(String text, JsonNode dashboard) {
    String filled = text;
    for (JsonNode variable : dashboard.at("/templating/list")) {
      String name = variable.path("name").asText();
      List<String> options = new ArrayList<>();
      variable.path("options").forEach(option -> options.add(option.path("value").asText()));
      filled =
          filled
              .replace("${" + name + ":singlequote}", "'" + String.join("','", options) + "'")
              .replace("$" + name, variable.path("allValue").asText());
    }
    return filled;
  }
}
