package io.millrace.clickhouse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One versioned SQL file.
 *
 * @param version 1, 2, 3, …, without gaps
 * @param name the file's name
 * @param sql its text
 */
record Migration(int version, String name, String sql) {

  /** SHA-256 of the text: an applied file must not change afterwards. */
  String checksum() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(sql.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Its statements: ClickHouse takes one at a time. A statement ends with ';' at a line's end. */
  List<String> statements() {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : sql.split("\n", -1)) {
      if (line.startsWith("--")) {
        continue;
      }
      boolean last = line.stripTrailing().endsWith(";");
      statement.append(last ? line.substring(0, line.lastIndexOf(';')) : line).append('\n');
      if (last) {
        statements.add(statement.toString().strip());
        statement.setLength(0);
      }
    }
    if (!statement.toString().isBlank()) {
      throw new IllegalStateException(
          name
              + " ends inside a statement: \""
              + statement.toString().strip()
              + "\"; end it with ;");
    }
    return statements;
  }
}
