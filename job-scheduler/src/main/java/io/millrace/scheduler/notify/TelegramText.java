package io.millrace.scheduler.notify;

/**
 * The text of a Telegram message, in the Bot API's HTML: {@code <}, {@code >} and {@code &} are
 * escaped, and it stays within the API's limit (core.telegram.org/bots/api#sendmessage).
 */
final class TelegramText {

  /** Characters that a message may have; we count what is sent, tags and escapes among it. */
  static final int LIMIT = 4_096;

  private static final String ELLIPSIS = "…";

  private TelegramText() {}

  /** The message of an announcement; what is too long loses the beginning of its log. */
  static String of(Announcement announcement) {
    String sign =
        switch (announcement.event()) {
          case SUCCESS -> "✅ ";
          case FAILURE -> "❌ ";
          case LATE -> "⏰ ";
        };
    StringBuilder text = new StringBuilder();
    text.append(sign).append("<b>").append(begin(announcement.headline(), 512)).append("</b>\n");
    text.append("run ").append(announcement.run().id());
    announcement.reason().ifPresent(why -> text.append('\n').append(begin(why, 1_024)));
    announcement
        .logTail()
        .ifPresent(
            tail -> {
              int room = LIMIT - text.length() - "\n<pre></pre>".length();
              text.append("\n<pre>").append(end(tail.strip(), room)).append("</pre>");
            });
    return text.toString();
  }

  /** The beginning of a text, escaped, at most so many characters. */
  private static String begin(String text, int room) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      String next = escape(point);
      if (escaped.length() + next.length() > room - ELLIPSIS.length()) {
        return escaped.append(ELLIPSIS).toString();
      }
      escaped.append(next);
      i += Character.charCount(point);
    }
    return escaped.toString();
  }

  /** The same for the end. */
  private static String end(String text, int room) {
    int from = text.length();
    int length = 0;
    while (from > 0) {
      int point = text.codePointBefore(from);
      int more = escape(point).length();
      if (length + more > room - ELLIPSIS.length()) {
        break;
      }
      length += more;
      from -= Character.charCount(point);
    }
    return (from > 0 ? ELLIPSIS : "") + begin(text.substring(from), room + ELLIPSIS.length());
  }

  private static String escape(int point) {
    return switch (point) {
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '&' -> "&amp;";
      default -> Character.toString(point);
    };
  }
}
