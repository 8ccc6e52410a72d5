package io.millrace.clickhouse.embedded.http;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of an output format: its media type, and whether its chunks can be put together.
 *
 * @param name as the client gave it
 * @param header what every chunk begins with and only the first may keep
 * @param contentType of the response
 */
record OutputFormat(String name, Header header, String contentType) {

  /** What a chunk of a streamed format begins with. */
  enum Header {
    /** Nothing: chunks follow one another as they are. */
    NONE,
    /** One line of names. */
    LINE,
    /** A line of names and one of types. */
    TWO_LINES,
    /** A line of names, where a quoted name may hold line ends. */
    CSV_LINE,
    /** As {@link #CSV_LINE}, and one of types. */
    CSV_TWO_LINES,
    /** Count and names, each with its length. */
    BINARY_NAMES,
    /** Count, names and types. */
    BINARY_NAMES_AND_TYPES,
    /** The chunks cannot be put together: the result is produced as a whole. */
    NOT_STREAMED
  }

  private static final String TSV = "text/tab-separated-values; charset=UTF-8";
  private static final String CSV = "text/csv; charset=UTF-8; header=absent";
  private static final String CSV_HEADER = "text/csv; charset=UTF-8; header=present";
  private static final String LINES = "application/x-ndjson; charset=UTF-8";
  private static final String JSON = "application/json; charset=UTF-8";
  private static final String BYTES = "application/octet-stream";
  private static final String TEXT = "text/plain; charset=UTF-8";

  private static final Map<String, Header> HEADERS =
      Map.ofEntries(
          Map.entry("tabseparated", Header.NONE),
          Map.entry("tsv", Header.NONE),
          Map.entry("tabseparatedraw", Header.NONE),
          Map.entry("tsvraw", Header.NONE),
          Map.entry("tabseparatedwithnames", Header.LINE),
          Map.entry("tsvwithnames", Header.LINE),
          Map.entry("tabseparatedwithnamesandtypes", Header.TWO_LINES),
          Map.entry("tsvwithnamesandtypes", Header.TWO_LINES),
          Map.entry("csv", Header.NONE),
          Map.entry("csvwithnames", Header.CSV_LINE),
          Map.entry("csvwithnamesandtypes", Header.CSV_TWO_LINES),
          Map.entry("jsoneachrow", Header.NONE),
          Map.entry("jsonlines", Header.NONE),
          Map.entry("ndjson", Header.NONE),
          Map.entry("jsonstringseachrow", Header.NONE),
          Map.entry("jsoncompacteachrow", Header.NONE),
          Map.entry("jsoncompactstringseachrow", Header.NONE),
          Map.entry("jsoncompacteachrowwithnames", Header.LINE),
          Map.entry("jsoncompactstringseachrowwithnames", Header.LINE),
          Map.entry("jsoncompacteachrowwithnamesandtypes", Header.TWO_LINES),
          Map.entry("jsoncompactstringseachrowwithnamesandtypes", Header.TWO_LINES),
          Map.entry("lineasstring", Header.NONE),
          Map.entry("rowbinary", Header.NONE),
          Map.entry("rowbinarywithnames", Header.BINARY_NAMES),
          Map.entry("rowbinarywithnamesandtypes", Header.BINARY_NAMES_AND_TYPES),
          Map.entry("native", Header.NONE));

  static OutputFormat named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return new OutputFormat(
        name, HEADERS.getOrDefault(lower, Header.NOT_STREAMED), contentType(lower));
  }

  private static String contentType(String lower) {
    if (lower.startsWith("tabseparated") || lower.startsWith("tsv")) {
      return TSV;
    }
    if (lower.startsWith("csv")) {
      return lower.contains("names") ? CSV_HEADER : CSV;
    }
    if (lower.startsWith("json")) {
      return lower.contains("eachrow") || lower.equals("jsonlines") ? LINES : JSON;
    }
    return switch (lower) {
      case "ndjson" -> LINES;
      case "xml" -> "application/xml; charset=UTF-8";
      case "markdown" -> "text/markdown; charset=UTF-8";
      case "arrow" -> "application/vnd.apache.arrow.file";
      case "arrowstream" -> "application/vnd.apache.arrow.stream";
      case "parquet" -> "application/vnd.apache.parquet";
      case "rowbinary",
          "rowbinarywithnames",
          "rowbinarywithnamesandtypes",
          "native",
          "avro",
          "orc",
          "msgpack",
          "protobuf",
          "protobuflist",
          "npy" ->
          BYTES;
      default -> TEXT;
    };
  }

  /** Length in bytes of the header that {@code chunk} begins with. */
  int headerLength(ByteBuffer chunk) {
    ByteBuffer reader = chunk.slice();
    switch (header) {
      case LINE -> skipLine(reader, '\0');
      case TWO_LINES -> {
        skipLine(reader, '\0');
        skipLine(reader, '\0');
      }
      case CSV_LINE -> skipLine(reader, '"');
      case CSV_TWO_LINES -> {
        skipLine(reader, '"');
        skipLine(reader, '"');
      }
      case BINARY_NAMES -> skipTexts(reader, varUInt(reader));
      case BINARY_NAMES_AND_TYPES -> skipTexts(reader, 2 * varUInt(reader));
      case NONE, NOT_STREAMED -> {}
    }
    return reader.position();
  }

  private static void skipLine(ByteBuffer reader, char quote) {
    boolean quoted = false;
    while (reader.hasRemaining()) {
      byte current = reader.get();
      if (current == quote) {
        quoted = !quoted;
      } else if (current == '\n' && !quoted) {
        return;
      }
    }
  }

  private static void skipTexts(ByteBuffer reader, long count) {
    for (long i = 0; i < count; i++) {
      long length = varUInt(reader);
      reader.position(Math.toIntExact(reader.position() + length));
    }
  }

  private static long varUInt(ByteBuffer reader) {
    long value = 0;
    int shift = 0;
    byte current;
    do {
      current = reader.get();
      value |= (long) (current & 0x7F) << shift;
      shift += 7;
    } while (current < 0);
    return value;
  }
}
