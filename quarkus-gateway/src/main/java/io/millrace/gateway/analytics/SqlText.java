package io.millrace.gateway.analytics;

import io.millrace.gateway.request.TimeRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SQL that grows together with its parameters, so that no value is ever written into the text.
 * Times go in and out as Unix time, so that no zone of a driver or server can shift them.
 */
public final class SqlText {

  private final StringBuilder text;
  private final List<Object> parameters = new ArrayList<>();

  /** Begins with a constant part. */
  public SqlText(String start) {
    text = new StringBuilder(start);
  }

  /**
   * Appends a constant part.
   *
   * @param values one for each {@code ?} in it
   */
  public SqlText append(String part, Object... values) {
    text.append(part);
    parameters.addAll(List.of(values));
    return this;
  }

  /** Appends SQL with its parameters. */
  public SqlText append(SqlText part) {
    text.append(part.text);
    parameters.addAll(part.parameters);
    return this;
  }

  /** Appends {@code AND column IN (…)}; nothing for no values, which ask for all. */
  public SqlText appendIn(String column, List<String> values) {
    if (!values.isEmpty()) {
      text.append(" AND ").append(column).append(" IN (");
      text.append(String.join(", ", values.stream().map(value -> "?").toList())).append(')');
      parameters.addAll(values);
    }
    return this;
  }

  /** Appends the condition that {@code window_start} is in a range. */
  public SqlText appendWindowsIn(TimeRange range) {
    return append(
        "window_start >= toDateTime(?, 'UTC') AND window_start < toDateTime(?, 'UTC')",
        range.firstSecond(),
        range.endSecond());
  }

  /**
   * SQL whose parameters have names and types, as ClickHouse itself binds them.
   *
   * @param text with {@code {p0:Type}} for each parameter
   * @param parameters by name
   */
  public record Named(String text, Map<String, Object> parameters) {

    /** Copies the map. */
    public Named {
      parameters = Map.copyOf(parameters);
    }
  }

  /** The same for ClickHouse's HTTP interface. */
  public Named named() {
    Map<String, Object> named = new HashMap<>();
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '?') {
        Object value = parameters.get(named.size());
        String name = "p" + named.size();
        sql.append('{').append(name).append(':').append(type(value)).append('}');
        named.put(name, value);
      } else {
        sql.append(text.charAt(i));
      }
    }
    return new Named(sql.toString(), named);
  }

  private static String type(Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return "Int64";
    }
    return value instanceof Double ? "Float64" : "String";
  }

  /** The statement with its parameters set; the caller closes it. */
  public PreparedStatement prepare(Connection connection) throws SQLException {
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
