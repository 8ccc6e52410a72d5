package io.millrace.spark.flights.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.recordings.flights.RejectSink;
import io.millrace.recordings.flights.Rejects.Reject;
import io.millrace.spark.batch.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what could not be read of one input object, as JSON lines in an object of its own, and
 * counts it by reason. The object takes the place of an earlier run's, and goes if there is nothing
 * to keep any more.
 */
final class RejectObject implements RejectSink {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_TEXT = 4_000;
  private static final int LONGEST_REASON = 80;
  private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);
  private static final Pattern DETAIL = Pattern.compile("(; |: | \\().*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])-?[0-9][0-9.E-]*\\b");

  private final ObjectStore store;
  private final InputObject input;
  private final Map<String, Long> counts;
  private @Nullable FSDataOutputStream out;
  private @Nullable JsonGenerator json;

  /**
   * @param counts to which rejects are added, by reason
   */
  RejectObject(ObjectStore store, InputObject input, Map<String, Long> counts) {
    this.store = store;
    this.input = input;
    this.counts = counts;
  }

  @Override
  public void add(Reject reject) throws IOException {
    counts.merge(kind(reject.reason()), 1L, Long::sum);
    JsonGenerator line = json;
    if (line == null) {
      FSDataOutputStream opened = store.create(input.rejects());
      out = opened;
      line = JSON.createGenerator((OutputStream) opened);
      line.setRootValueSeparator(null);
      json = line;
    }
    line.writeStartObject();
    line.writeStringField("position", reject.position());
    line.writeStringField("reason", bounded(reject.reason()));
    line.writeStringField("remedy", reject.remedy());
    line.writeStringField("text", bounded(reject.text()));
    line.writeEndObject();
    line.writeRaw('\n');
  }

  /** Completes the object, or deletes the one that an earlier run left. */
  void close() throws IOException {
    JsonGenerator written = json;
    if (written != null) {
      written.close();
    } else if (input.hadRejects()) {
      store.delete(input.rejects());
    }
  }

  /** Gives the object up: what an earlier run left stays. */
  void abort() {
    FSDataOutputStream opened = out;
    if (opened != null) {
      opened.abort();
    }
  }

  /** A reason without its values, so that there are few of them: {@code velocity is …}. */
  static String kind(String reason) {
    String kind = QUOTED.matcher(reason).replaceAll("…");
    kind = DETAIL.matcher(kind).replaceAll("");
    if (!kind.startsWith("the array has ")) {
      kind = NUMBER.matcher(kind).replaceAll("…");
    }
    return kind.length() > LONGEST_REASON ? kind.substring(0, LONGEST_REASON) + "…" : kind;
  }

  private static String bounded(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
  }
}
