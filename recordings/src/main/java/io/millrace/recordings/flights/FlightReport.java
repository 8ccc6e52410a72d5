package io.millrace.recordings.flights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.model.flights.FlightQuality;
import io.millrace.model.flights.FlightRule;
import java.io.IOException;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts states by verdict and rule. */
public final class FlightReport {

  private final Map<FlightRule, Long> broken = new EnumMap<>(FlightRule.class);
  private long kept;
  private long quarantined;

  /** Counts one state. */
  public void add(FlightQuality.Assessment assessment) {
    if (assessment.verdict() == FlightQuality.Verdict.KEEP) {
      kept++;
    } else {
      quarantined++;
    }
    assessment.broken().forEach(rule -> broken.merge(rule, 1L, Long::sum));
  }

  /** Counts all that another report has counted. */
  public void add(FlightReport other) {
    kept += other.kept;
    quarantined += other.quarantined;
    other.broken.forEach((rule, states) -> broken.merge(rule, states, Long::sum));
  }

  /** States that were read: kept and quarantined. */
  public long rows() {
    return kept + quarantined;
  }

  /** States that count. */
  public long kept() {
    return kept;
  }

  /** States that are stored apart. */
  public long quarantined() {
    return quarantined;
  }

  /** States that broke the rule. */
  public long broken(FlightRule rule) {
    return broken.getOrDefault(rule, 0L);
  }

  /** The report as lines of text. */
  public String text(Rejects rejects) {
    StringBuilder text = new StringBuilder();
    line(text, "rows in", rows());
    line(text, "kept", kept);
    line(text, "quarantined", quarantined);
    for (FlightRule rule : FlightRule.values()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-26s %,10d  %s%n",
              rule.reason(),
              broken(rule),
              rule.action().name().toLowerCase(Locale.ROOT)));
    }
    line(text, "unreadable, no rows", rejects.count());
    for (Rejects.Reject reject : rejects.first()) {
      text.append("  ")
          .append(reject.position())
          .append(": ")
          .append(reject.reason())
          .append("; ")
          .append(reject.remedy())
          .append('\n');
    }
    if (rejects.count() > 0) {
      text.append("  kept in ").append(rejects.path()).append('\n');
    }
    return text.toString();
  }

  /** The report as one JSON object. */
  public String json(Rejects rejects) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("rows", rows());
      json.writeNumberField("kept", kept);
      json.writeNumberField("quarantined", quarantined);
      json.writeObjectFieldStart("rules");
      for (FlightRule rule : FlightRule.values()) {
        json.writeNumberField(rule.reason(), broken(rule));
      }
      json.writeEndObject();
      json.writeNumberField("rejects", rejects.count());
      json.writeArrayFieldStart("first_rejects");
      for (Rejects.Reject reject : rejects.first()) {
        json.writeStartObject();
        json.writeStringField("position", reject.position());
        json.writeStringField("reason", reject.reason());
        json.writeStringField("remedy", reject.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, long count) {
    text.append(String.format(Locale.ROOT, "%-28s %,10d%n", what, count));
  }
}
