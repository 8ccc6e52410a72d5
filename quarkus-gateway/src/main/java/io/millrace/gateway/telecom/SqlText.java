package io.millrace.gateway.telecom;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** SQL that grows together with its parameters, so that no value is ever written into the text. */
final class SqlText {

  private final StringBuilder text;
  private final List<Object> parameters = new ArrayList<>();

  SqlText(String start) {
    text = new StringBuilder(start);
  }

  /**
   * Appends a constant part.
   *
   * @param values one for each {@code ?} in it
   */
  SqlText append(String part, Object... values) {
    text.append(part);
    parameters.addAll(List.of(values));
    return this;
  }

  /** Appends {@code AND column IN (…)}; nothing for no values, which ask for all. */
  SqlText appendIn(String column, List<String> values) {
    if (!values.isEmpty()) {
      text.append(" AND ").append(column).append(" IN (");
      text.append(String.join(", ", values.stream().map(value -> "?").toList())).append(')');
      parameters.addAll(values);
    }
    return this;
  }

  /** The statement with its parameters set; the caller closes it. */
  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text.toString());
    try {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
