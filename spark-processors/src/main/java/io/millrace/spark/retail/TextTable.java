package io.millrace.spark.retail;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Rows for people, in columns as wide as what is in them. */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> names) {
    rows.add(names);
  }

  /** The rows of a dataset that was collected. */
  static TextTable of(String[] names, List<Row> found) {
    TextTable table = new TextTable(List.of(names));
    for (Row row : found) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(row.isNullAt(i) ? "" : String.valueOf(row.get(i)));
      }
      table.add(cells);
    }
    return table;
  }

  TextTable add(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
