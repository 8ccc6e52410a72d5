package io.millrace.bridge.source;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in one line why an engine ended. */
final class Causes {

  private static final int LONGEST = 600;

  private Causes() {}

  /** The messages of the chain, outermost first, each once. */
  static String describe(Throwable error) {
    Set<String> messages = new LinkedHashSet<>();
    for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      messages.add(
          message == null || message.isBlank() ? cause.getClass().getSimpleName() : message);
    }
    String text = String.join("; because: ", messages).replaceAll("\\s+", " ");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
