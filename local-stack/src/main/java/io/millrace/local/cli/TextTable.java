package io.millrace.local.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows for people, in columns as wide as what is in them. */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  /** A table of columns with these headings. */
  TextTable(String... headings) {
    rows.add(List.of(headings));
  }

  /** One more row, of as many cells. */
  void add(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(cells.length + " cells; allowed: " + rows.get(0).size());
    }
    rows.add(List.of(cells));
  }

  /** Prints it; without rows it says so. */
  void print(PrintStream out) {
    if (rows.size() == 1) {
      out.println("none");
      return;
    }
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
