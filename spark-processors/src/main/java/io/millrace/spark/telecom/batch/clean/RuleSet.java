package io.millrace.spark.telecom.batch.clean;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.spark.telecom.batch.clean.CleaningRule.Action;
import io.millrace.spark.telecom.batch.clean.CleaningRule.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a run, in their order: a line is counted under the first that drops it or keeps it
 * apart, and, if it is kept, under each that mends it.
 *
 * @param rules at most {@value #MOST}
 */
record RuleSet(List<CleaningRule> rules) implements Serializable {

  /** What fits into the bits of a row that say which conditions it meets. */
  static final int MOST = 63;

  private static final String USUAL = "telecom-events.rules.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(JsonParser.Feature.ALLOW_COMMENTS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** As the file has it. */
  private record File(@Nullable List<Entry> rules) {}

  /** As the file has it: anything may be missing. */
  private record Entry(
      @Nullable String name,
      @Nullable String title,
      @Nullable String when,
      @Nullable Action action,
      @Nullable Severity severity,
      @Nullable Map<String, String> set) {

    CleaningRule rule() {
      if (name == null || when == null || action == null) {
        throw new IllegalArgumentException(
            "rule "
                + (name == null ? "without a name" : name)
                + " lacks one of name, when, action; each rule has them");
      }
      return new CleaningRule(
          name,
          Objects.requireNonNullElse(title, name),
          when,
          action,
          Objects.requireNonNullElse(severity, Severity.ERROR),
          Objects.requireNonNullElse(set, Map.of()));
    }
  }

  /**
   * What no rule of a file can do without: an event that lacks what Parquet must have is kept
   * apart, whatever the rules before let pass.
   */
  private static final CleaningRule INCOMPLETE =
      new CleaningRule(
          "incomplete",
          "A field that every event has is not known, and no other rule says why",
          Arrays.stream(EventField.values())
              .filter(EventField::required)
              .map(field -> field.id() + " IS NULL")
              .collect(Collectors.joining(" OR ")),
          Action.QUARANTINE,
          Severity.ERROR,
          Map.of());

  /** Checks that names are unique. */
  RuleSet {
    rules = List.copyOf(rules);
    if (rules.isEmpty() || rules.size() > MOST) {
      throw new IllegalArgumentException(
          "there are " + rules.size() + " rules; allowed: 1 to " + MOST);
    }
    Set<String> names = new HashSet<>();
    for (CleaningRule rule : rules) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are named " + rule.name());
      }
    }
  }

  /** Those that come with the program. */
  static RuleSet usual() {
    try (InputStream in = RuleSet.class.getResourceAsStream(USUAL)) {
      return read(
          USUAL,
          new String(Objects.requireNonNull(in, USUAL).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file of rules.
   *
   * @param file its name, for the message
   * @throws InvalidSettingException naming what is wrong in it
   */
  static RuleSet read(String file, String text) {
    try {
      List<CleaningRule> rules = new ArrayList<>();
      List<Entry> entries = JSON.readValue(text, File.class).rules();
      if (entries == null) {
        throw new IllegalArgumentException("it has no rules; allowed: {\"rules\": [...]}");
      }
      entries.forEach(entry -> rules.add(entry.rule()));
      rules.add(INCOMPLETE);
      return new RuleSet(rules);
    } catch (JsonMappingException e) {
      throw new InvalidSettingException(
          "--rules",
          file,
          "a file like the usual one; at " + e.getPathReference() + ": " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw new InvalidSettingException(
          "--rules",
          file,
          "JSON; line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("--rules", file, String.valueOf(e.getMessage()));
    }
  }

  /** Bits of the rules with one of these actions. */
  long bits(Action first, Action second) {
    long bits = 0;
    for (int i = 0; i < rules.size(); i++) {
      Action action = rules.get(i).action();
      if (action == first || action == second) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  /** Numbers by the names of the rules, in their order. */
  Map<String, Long> named(long[] numbers) {
    Map<String, Long> named = new LinkedHashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      named.put(rules.get(i).name(), numbers[i]);
    }
    return named;
  }
}
