package io.millrace.local.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * What the output can show.
 *
 * @param out where it goes
 * @param live whether lines can be redrawn in place
 * @param color whether colours can be shown
 * @param unicode whether more than ASCII can be shown
 * @param width columns
 */
record Screen(PrintStream out, boolean live, boolean color, boolean unicode, int width) {

  private static final int USUAL_WIDTH = 80;
  private static final int NARROWEST = 40;

  /**
   * The screen of this process.
   *
   * <p>The script says in {@code MILLRACE_TERMINAL} how wide the terminal is, if standard output is
   * one: a JVM of version 17 cannot tell.
   */
  static Screen of(Map<String, String> environment) {
    String terminal = environment.getOrDefault("MILLRACE_TERMINAL", "");
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean live = !terminal.isEmpty() && !dumb;
    boolean color = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Screen(
        new PrintStream(System.out, false, StandardCharsets.UTF_8),
        color,
        color,
        speaksUnicode(environment),
        width(terminal));
  }

  private static boolean speaksUnicode(Map<String, String> environment) {
    for (String key : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = environment.getOrDefault(key, "");
      if (!value.isEmpty()) {
        return value.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
      }
    }
    return false;
  }

  private static int width(String terminal) {
    try {
      return Math.max(NARROWEST, Integer.parseInt(terminal));
    } catch (NumberFormatException e) {
      return USUAL_WIDTH;
    }
  }

  /** The text in one of the eight colours, 31 red to 36 cyan; 2 is dim, 1 is bold. */
  String paint(int code, String text) {
    return color ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /** The text, cut to the columns left. */
  String cut(String text, int columns) {
    if (text.length() <= columns) {
      return text;
    }
    return columns <= 1 ? "" : text.substring(0, columns - 1) + (unicode ? "…" : "~");
  }
}
