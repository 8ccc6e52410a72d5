package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of {@code {name:Type}} placeholders, laid out as the C interface wants them. */
final class QueryParameters {

  private final long count;
  private final @Nullable Memory names;
  private final @Nullable Memory nameLengths;
  private final @Nullable Memory values;
  private final @Nullable Memory valueLengths;

  /** Keeps the texts reachable for as long as the arrays that point to them. */
  private final List<Memory> texts = new ArrayList<>();

  private QueryParameters(Map<String, String> parameters) {
    count = parameters.size();
    List<byte[]> encodedNames = encode(parameters.keySet());
    List<byte[]> encodedValues = encode(parameters.values());
    names = pointers(encodedNames);
    nameLengths = lengths(encodedNames);
    values = pointers(encodedValues);
    valueLengths = lengths(encodedValues);
  }

  static QueryParameters of(Map<String, String> parameters) {
    return new QueryParameters(parameters);
  }

  long count() {
    return count;
  }

  @Nullable Pointer names() {
    return names;
  }

  @Nullable Pointer nameLengths() {
    return nameLengths;
  }

  @Nullable Pointer values() {
    return values;
  }

  @Nullable Pointer valueLengths() {
    return valueLengths;
  }

  private static List<byte[]> encode(Collection<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private @Nullable Memory pointers(List<byte[]> encoded) {
    if (encoded.isEmpty()) {
      return null;
    }
    Memory array = new Memory((long) Native.POINTER_SIZE * encoded.size());
    for (int i = 0; i < encoded.size(); i++) {
      byte[] bytes = encoded.get(i);
      // Memory of length 0 does not exist; the extra byte is never read.
      Memory text = new Memory(bytes.length + 1L);
      text.write(0, bytes, 0, bytes.length);
      texts.add(text);
      array.setPointer((long) Native.POINTER_SIZE * i, text);
    }
    return array;
  }

  private static @Nullable Memory lengths(List<byte[]> encoded) {
    if (encoded.isEmpty()) {
      return null;
    }
    Memory array = new Memory((long) Native.SIZE_T_SIZE * encoded.size());
    for (int i = 0; i < encoded.size(); i++) {
      array.setLong((long) Native.SIZE_T_SIZE * i, encoded.get(i).length);
    }
    return array;
  }
}
