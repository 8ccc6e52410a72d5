package io.millrace.clickhouse.embedded.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Steps through the tokens of a ClickHouse statement: just enough to find where its clauses and its
 * data begin. Whether the statement is valid is for the engine to say.
 */
final class SqlScanner {

  /** What a token is. */
  enum Kind {
    WORD,
    QUOTED,
    SYMBOL,
    END
  }

  private final byte[] text;
  private final int length;
  private int position;
  private int tokenStart;
  private Kind kind = Kind.END;

  /** Scans the first {@code length} bytes of {@code text}. */
  SqlScanner(byte[] text, int length) {
    this.text = text;
    this.length = length;
  }

  /** Moves to the next token and says what it is. */
  Kind next() {
    skipBlanksAndComments();
    tokenStart = position;
    if (position >= length) {
      kind = Kind.END;
    } else if (isWordByte(text[position])) {
      while (position < length && isWordByte(text[position])) {
        position++;
      }
      kind = Kind.WORD;
    } else if (text[position] == '\'' || text[position] == '"' || text[position] == '`') {
      skipQuoted(text[position]);
      kind = Kind.QUOTED;
    } else {
      position++;
      kind = Kind.SYMBOL;
    }
    return kind;
  }

  Kind kind() {
    return kind;
  }

  /** Whether the token is the keyword {@code keyword}, given in upper case. */
  boolean isKeyword(String keyword) {
    return kind == Kind.WORD
        && end() - tokenStart == keyword.length()
        && token().toUpperCase(Locale.ROOT).equals(keyword);
  }

  boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && text[tokenStart] == symbol;
  }

  String token() {
    return new String(text, tokenStart, position - tokenStart, StandardCharsets.UTF_8);
  }

  /** Offset of the token's first byte. */
  int start() {
    return tokenStart;
  }

  /** Offset behind the token. */
  int end() {
    return position;
  }

  private void skipBlanksAndComments() {
    while (position < length) {
      byte current = text[position];
      if (current == ' ' || (current >= '\t' && current <= '\r')) {
        position++;
      } else if (startsWith("--") || startsWith("# ") || startsWith("#!")) {
        while (position < length && text[position] != '\n') {
          position++;
        }
      } else if (startsWith("/*")) {
        position += 2;
        while (position < length && !startsWith("*/")) {
          position++;
        }
        position = Math.min(length, position + 2);
      } else {
        return;
      }
    }
  }

  private boolean startsWith(String prefix) {
    if (position + prefix.length() > length) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (text[position + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void skipQuoted(byte quote) {
    position++;
    while (position < length) {
      byte current = text[position++];
      if (current == '\\') {
        position = Math.min(length, position + 1);
      } else if (current == quote) {
        // A doubled quote closes and opens again, which comes to the same.
        return;
      }
    }
  }

  private static boolean isWordByte(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '_'
        || b == '$'
        || b < 0;
  }
}
