package io.millrace.simulator.generate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import io.millrace.model.telecom.Region;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Reads generated files as a stranger would, with Jackson and java.time, and counts what is wrong
 * with them, by the names of the sidecar. Shares nothing with the generator.
 */
final class Recount {

  private static final int LONGEST_USUAL_LINE = 10_000;
  private static final String[] REQUIRED = {"event_id", "event_type", "event_time", "region"};
  private static final Set<String> TYPES =
      Set.of("DATA_SESSION", "CALL", "SMS", "BALANCE_RECHARGE");
  private static final DateTimeFormatter ZONED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter DAY_FIRST =
      DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm:ss.SSSSSS");

  private final ObjectMapper json =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private final Map<Long, String> goodLines = new HashMap<>();

  /** What one file has. */
  record Counted(long bytes, long lines, long events, Map<String, Long> kinds) {}

  /** The next file of the set, in order: duplicates are of an earlier line. */
  Counted file(Path file) throws IOException {
    byte[] bytes = content(file);
    Map<String, Long> kinds = new TreeMap<>();
    if (bytes.length == 0) {
      return new Counted(0, 0, 0, Map.of("empty_file", 1L));
    }
    int begin = 0;
    if (bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
      kinds.put("bom", 1L);
      begin = 3;
    }
    long lines = 0;
    long events = 0;
    for (int at = begin; at < bytes.length; lines++) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      String kind =
          end == bytes.length ? "truncated_last_line" : kind(Arrays.copyOfRange(bytes, at, end));
      if (!kind.isEmpty()) {
        kinds.merge(kind, 1L, Long::sum);
      }
      if (!kind.startsWith("duplicate") && !kind.equals("blank_line")) {
        events++;
      }
      at = end + 1;
    }
    return new Counted(bytes.length, lines, events, kinds);
  }

  private static byte[] content(Path file) throws IOException {
    String name = file.getFileName().toString();
    try (InputStream stored = Files.newInputStream(file)) {
      if (name.endsWith(".gz")) {
        return new GZIPInputStream(stored).readAllBytes();
      }
      return name.endsWith(".zst")
          ? new ZstdInputStream(stored).readAllBytes()
          : stored.readAllBytes();
    }
  }

  private String kind(byte[] line) {
    if (line.length > LONGEST_USUAL_LINE) {
      return "overlong_line";
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      return "bad_encoding";
    }
    if (text.isBlank()) {
      return "blank_line";
    }
    JsonNode event;
    try {
      event = json.readTree(text);
    } catch (IOException e) {
      return "broken_json";
    }
    for (String field : REQUIRED) {
      if (!event.has(field)) {
        return "missing_field";
      }
      if (event.get(field).isNull()) {
        return "null_value";
      }
    }
    String kind = kindOfValues(event);
    return kind.isEmpty() ? repeated(event, text) : kind;
  }

  private String kindOfValues(JsonNode event) {
    if (!event.get("event_id").isIntegralNumber()
        || !event.get("event_type").isTextual()
        || !event.get("region").isTextual()
        || event.get("event_time").isBoolean()) {
      return "wrong_type";
    }
    for (String field : new String[] {"duration_seconds", "megabytes", "amount"}) {
      JsonNode value = event.get(field);
      if (value.isTextual()) {
        return value.textValue().matches("[0-9]+(\\.[0-9]+)?") ? "number_as_text" : "wrong_type";
      }
    }
    if (!TYPES.contains(event.get("event_type").textValue())) {
      return "unknown_event_type";
    }
    if (Region.ofDisplayName(event.get("region").textValue()).isEmpty()) {
      return "unknown_region";
    }
    String time = kindOfTime(event);
    return time.isEmpty() ? impossible(event) : time;
  }

  private static String kindOfTime(JsonNode event) {
    JsonNode value = event.get("event_time");
    String text = value.asText();
    String kind = "";
    Instant time;
    if (value.isIntegralNumber()) {
      kind = "time_epoch_millis";
      time = Instant.ofEpochMilli(value.longValue());
    } else if (value.isNumber()) {
      kind = "time_epoch_seconds";
      BigDecimal micros = value.decimalValue().movePointRight(6);
      time = Instant.EPOCH.plus(micros.longValueExact(), java.time.temporal.ChronoUnit.MICROS);
    } else if (text.endsWith(" Asia/Almaty")) {
      kind = "time_with_zone";
      time =
          LocalDateTime.parse(text.replace(" Asia/Almaty", ""), ZONED)
              .atZone(ZoneId.of("Asia/Almaty"))
              .toInstant();
    } else if (text.endsWith("+05:00")) {
      kind = "time_with_offset";
      time = OffsetDateTime.parse(text).toInstant();
    } else if (text.endsWith("Z")) {
      time = Instant.parse(text);
    } else {
      kind = "time_day_first";
      time = LocalDateTime.parse(text, DAY_FIRST).toInstant(ZoneOffset.UTC);
    }
    Instant recorded = Instant.parse(event.get("recorded_at").textValue());
    Duration delay = Duration.between(time, recorded);
    if (!kind.isEmpty() && (delay.isNegative() || delay.compareTo(Duration.ofSeconds(3)) > 0)) {
      throw new AssertionError(text + " is another instant: recorded at " + recorded);
    }
    if (time.isBefore(Instant.EPOCH)) {
      return "event_time_out_of_range";
    }
    return delay.compareTo(Duration.ofMinutes(-5)) < 0 ? "event_time_in_future" : kind;
  }

  private static String impossible(JsonNode event) {
    long seconds = event.get("duration_seconds").asLong(0);
    if (seconds < 0) {
      return "negative_duration";
    }
    if (seconds == 32_767) {
      return "duration_sentinel";
    }
    if (event.get("megabytes").asDouble(0) < 0) {
      return "negative_megabytes";
    }
    return event.get("amount").asDouble(0) < 0 ? "negative_amount" : "";
  }

  private String repeated(JsonNode event, String text) {
    String earlier = goodLines.putIfAbsent(event.get("event_id").longValue(), text);
    if (earlier == null) {
      return "";
    }
    return earlier.equals(text) ? "duplicate_exact" : "duplicate_conflict";
  }
}
