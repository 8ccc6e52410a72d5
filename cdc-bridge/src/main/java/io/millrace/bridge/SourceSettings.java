package io.millrace.bridge;

import io.millrace.model.Domain;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the sources: {@code MILLRACE_BRIDGE_SOURCES} names them, and {@code
 * MILLRACE_SOURCE_<NAME>_…} says of each what differs. A domain of the platform needs none of
 * these; any other database needs at least {@code …_TABLES} or {@code …_OUTBOXES}.
 */
final class SourceSettings {

  private static final String SOURCES = "MILLRACE_BRIDGE_SOURCES";
  private static final String OUTBOXES = "OUTBOXES";

  /** An empty setting is one that is not set: a domain's outboxes need a word to be left out. */
  private static final String NONE = "none";

  /** A name becomes part of keys, topics, and the slot's name, which PostgreSQL restricts. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z0-9_]{1,63}");

  private final Settings settings;

  SourceSettings(Settings settings) {
    this.settings = settings;
  }

  List<SourceDefinition> sources() {
    String domains =
        Arrays.stream(Domain.values()).map(Domain::database).collect(Collectors.joining(","));
    List<SourceDefinition> sources = new ArrayList<>();
    Set<String> slots = new LinkedHashSet<>();
    for (String part : settings.text(SOURCES, domains).split(",", -1)) {
      String name = part.strip().toLowerCase(Locale.ROOT);
      if (!NAME.matcher(name).matches()) {
        throw new InvalidSettingException(
            SOURCES, part, "a comma-separated list of names that match " + NAME);
      }
      SourceDefinition source = source(name);
      if (sources.stream().anyMatch(other -> other.name().equals(name))) {
        throw new InvalidSettingException(SOURCES, name + " twice", "each name once");
      }
      String place = source.postgres().host() + ":" + source.postgres().port() + source.slot();
      if (!slots.add(place)) {
        throw new InvalidSettingException(
            key(name, "SLOT"), source.slot(), "a slot that no other source of that server has");
      }
      sources.add(source);
    }
    return sources;
  }

  private SourceDefinition source(String name) {
    Optional<Domain> domain =
        Arrays.stream(Domain.values()).filter(d -> d.database().equals(name)).findFirst();
    List<TableName> outboxes = outboxes(name, domain);
    List<TableName> tables = tables(name, domain, outboxes);
    return new SourceDefinition(
        name,
        access(name),
        tables,
        outboxes,
        identifier(name, "PUBLICATION", domain.map(Domain::publication)),
        identifier(name, "SLOT", domain.map(Domain::replicationSlot)),
        keyColumns(name, tables),
        signalTable(name),
        snapshotMode(name));
  }

  private PostgresAccess access(String name) {
    return new PostgresAccess(
        settings.text(key(name, "HOST"), settings.text("MILLRACE_POSTGRES_HOST", "127.0.0.1")),
        settings.port(key(name, "PORT"), settings.port("MILLRACE_POSTGRES_PORT", 15_432)),
        settings.text(key(name, "DATABASE"), name),
        settings.text(
            key(name, "USER"),
            settings.text("MILLRACE_POSTGRES_REPLICATION_USER", "millrace_replication")),
        isSet(key(name, "PASSWORD"))
            ? settings.secret(key(name, "PASSWORD"))
            : settings.secret("MILLRACE_POSTGRES_REPLICATION_PASSWORD"));
  }

  private boolean isSet(String secret) {
    return settings.find(secret).isPresent() || settings.find(secret + "_FILE").isPresent();
  }

  private List<TableName> tables(String name, Optional<Domain> domain, List<TableName> outboxes) {
    String key = key(name, "TABLES");
    Optional<String> text = settings.find(key);
    if (text.isEmpty() && domain.isPresent()) {
      return inPublic(domain.get().tables());
    }
    if (text.isEmpty() && !outboxes.isEmpty()) {
      return List.of();
    }
    List<TableName> tables = list(key, text.orElse(""), "the tables to capture");
    for (TableName table : tables) {
      if (outboxes.contains(table)) {
        throw new InvalidSettingException(
            key,
            table + ", which is also in " + key(name, OUTBOXES),
            "each table in one of the two: its rows are either changes or messages");
      }
    }
    return tables;
  }

  private List<TableName> outboxes(String name, Optional<Domain> domain) {
    String key = key(name, OUTBOXES);
    Optional<String> text = settings.find(key);
    if (text.isEmpty()) {
      return domain.map(known -> inPublic(known.outboxes())).orElse(List.of());
    }
    if (text.get().equalsIgnoreCase(NONE)) {
      return List.of();
    }
    List<TableName> outboxes = list(key, text.get(), NONE + ", or the outboxes");
    long topics = outboxes.stream().map(TableName::name).distinct().count();
    if (topics < outboxes.size()) {
      throw new InvalidSettingException(
          key, text.get(), "tables of different names: each name is that of a topic");
    }
    return outboxes;
  }

  private static List<TableName> inPublic(List<String> names) {
    return names.stream().map(table -> new TableName("public", table)).toList();
  }

  private static List<TableName> list(String key, String text, String what) {
    List<TableName> tables = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      TableName table =
          TableName.parse(part)
              .orElseThrow(
                  () ->
                      new InvalidSettingException(
                          key,
                          text.isEmpty() ? "(not set)" : text,
                          what + ", comma-separated, each " + TableName.ALLOWED));
      if (tables.contains(table)) {
        throw new InvalidSettingException(key, table + " twice", "each table once");
      }
      tables.add(table);
    }
    return tables;
  }

  private String identifier(String name, String what, Optional<String> fallback) {
    String text = settings.text(key(name, what), fallback.orElse("millrace_" + name));
    if (!IDENTIFIER.matcher(text).matches()) {
      throw new InvalidSettingException(
          key(name, what), text, "1 to 63 lower-case letters, digits and _");
    }
    return text;
  }

  private Map<TableName, List<String>> keyColumns(String name, List<TableName> tables) {
    String key = key(name, "KEY_COLUMNS");
    Map<TableName, List<String>> columns = new LinkedHashMap<>();
    Optional<String> text = settings.find(key);
    if (text.isEmpty()) {
      return columns;
    }
    for (String entry : text.get().split(";", -1)) {
      String[] parts = entry.split(":", -1);
      Optional<TableName> table = TableName.parse(parts[0]).filter(tables::contains);
      List<String> names =
          parts.length == 2
              ? Arrays.stream(parts[1].split(",", -1)).map(String::strip).toList()
              : List.of("");
      if (table.isEmpty() || names.stream().anyMatch(c -> !c.matches("[A-Za-z0-9_]+"))) {
        throw new InvalidSettingException(
            key,
            entry,
            "<schema>.<table>:<column>,<column> with a captured table, several separated by ;");
      }
      columns.put(table.get(), names);
    }
    return columns;
  }

  private TableName signalTable(String name) {
    String key = key(name, "SIGNAL_TABLE");
    String text = settings.text(key, "public.millrace_signals");
    return TableName.parse(text)
        .orElseThrow(() -> new InvalidSettingException(key, text, TableName.ALLOWED));
  }

  private SnapshotMode snapshotMode(String name) {
    String own = key(name, "SNAPSHOT_MODE");
    String key = settings.find(own).isPresent() ? own : "MILLRACE_BRIDGE_SNAPSHOT_MODE";
    String text = settings.text(key, SnapshotMode.INITIAL.setting());
    return Arrays.stream(SnapshotMode.values())
        .filter(mode -> mode.setting().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new InvalidSettingException(key, text, "initial, when_needed or never"));
  }

  private static String key(String source, String what) {
    return "MILLRACE_SOURCE_" + source.toUpperCase(Locale.ROOT) + "_" + what;
  }
}
