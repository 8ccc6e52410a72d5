package io.millrace.spark.telecom.batch.clean;

import io.millrace.spark.telecom.batch.clean.CleaningRule.Action;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The report as a page that needs nothing else: no script, no address, its plots drawn in it. */
final class CleanReportPage {

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1b2430;--soft:#5b6675;--line:#dfe4ea;--back:#fff;--keep:#2f7d5d;--fix:#c58a1b;--bad:#b4423a;--drop:#8a94a3}
      @media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--line:#313a46;--back:#151a20;--keep:#4fae86;--fix:#dba63c;--bad:#e0736a;--drop:#77828f}}
      *{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
      main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2.25rem 0 .5rem}
      p.soft,td.soft,.soft{color:var(--soft)}table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
      th{font-weight:600;color:var(--soft);font-size:.85rem}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
      .tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0}.tile{flex:1 1 9rem;border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem}
      .tile b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}.bar{height:1.1rem;display:flex;border-radius:.3rem;overflow:hidden;background:var(--line)}
      .keep{background:var(--keep)}.fix{background:var(--fix)}.bad{background:var(--bad)}.drop{background:var(--drop)}
      .key span{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin:0 .3rem 0 1rem;vertical-align:-.05rem}
      td.plot{width:22%;min-width:7rem}td.plot div{height:.8rem;border-radius:.2rem;min-width:2px}
      svg{width:100%;height:11rem;display:block}svg rect{fill:var(--keep)}svg text{fill:var(--soft);font-size:11px}svg line{stroke:var(--line)}
      details{margin:.2rem 0}summary{cursor:pointer}code{font:12.5px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}.wide{overflow-x:auto}
      """;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MOST_BARS = 240;
  private static final int PLOT_WIDTH = 960;
  private static final int WIDEST_BAR = 40;
  private static final int PLOT_HEIGHT = 150;
  private static final int LABEL_HEIGHT = 18;

  private final CleanReport report;
  private final StringBuilder page = new StringBuilder();

  private CleanReportPage(CleanReport report) {
    this.report = report;
  }

  static String html(CleanReport report) {
    return new CleanReportPage(report).write();
  }

  private String write() {
    CleanTotals.Counts all = report.totals().all();
    page.append("<!doctype html><html lang=en><meta charset=utf-8>");
    page.append("<meta name=viewport content='width=device-width,initial-scale=1'>");
    page.append("<title>Quality of ").append(text(report.input().input())).append("</title>");
    page.append("<style>").append(STYLE).append("</style><main>");
    page.append("<h1>Quality of telecom events</h1><p class=soft>")
        .append(text(report.input().input()))
        .append("<br>Run ")
        .append(report.run().text())
        .append(", ")
        .append(MINUTE.format(report.began()))
        .append(" UTC, into dataset ")
        .append(text(report.options().dataset()))
        .append("</p>");
    tiles(all);
    share(all);
    rules(all);
    hours();
    files();
    examples();
    return page.append("</main></html>\n").toString();
  }

  private void tiles(CleanTotals.Counts all) {
    page.append("<div class=tiles>");
    tile("lines read", number(all.lines));
    tile("kept", number(all.kept));
    tile("of them mended", number(all.fixed));
    tile("kept apart", number(all.quarantined));
    tile("left out", number(all.dropped));
    tile("read at", rate());
    tile(
        "Parquet, " + number(report.files(LineWriter.EVENTS)) + " files",
        bytes(report.bytes(LineWriter.EVENTS)));
    page.append("</div>");
  }

  private String rate() {
    double rate = report.lineBytes() / 1e6 / report.seconds();
    return String.format(Locale.ROOT, rate < 10 ? "%.1f MB/s" : "%,.0f MB/s", rate);
  }

  private void tile(String label, String value) {
    page.append("<div class=tile><b>")
        .append(value)
        .append("</b><span class=soft>")
        .append(label)
        .append("</span></div>");
  }

  private void share(CleanTotals.Counts all) {
    if (all.lines == 0) {
      page.append("<p>There was no line to read.</p>");
      return;
    }
    page.append("<div class=bar role=img aria-label='What became of the lines'>");
    part("keep", all.kept - all.fixed, all.lines);
    part("fix", all.fixed, all.lines);
    part("bad", all.quarantined, all.lines);
    part("drop", all.dropped, all.lines);
    page.append("</div><p class='soft key'>");
    page.append("<span class=keep></span>kept as they were<span class=fix></span>mended");
    page.append("<span class=bad></span>kept apart<span class=drop></span>left out</p>");
  }

  private void part(String style, long count, long of) {
    page.append("<div class=")
        .append(style)
        .append(" style='width:")
        .append(String.format(Locale.ROOT, "%.4f", 100.0 * count / of))
        .append("%'></div>");
  }

  private void rules(CleanTotals.Counts all) {
    long[] counts = report.totals().byRule();
    long most = 1;
    for (long count : counts) {
      most = Math.max(most, count);
    }
    page.append("<h2>By rule</h2><div class=wide><table><tr><th>rule<th>what it means<th>action");
    page.append("<th class=n>lines<th class=n>share<th></tr>");
    for (int i = 0; i < counts.length; i++) {
      CleaningRule rule = report.rules().rules().get(i);
      page.append("<tr><td>").append(rule.name()).append("<td>").append(text(rule.title()));
      page.append("<td>")
          .append(rule.action().id())
          .append("<td class=n>")
          .append(number(counts[i]));
      page.append("<td class=n>").append(percent(counts[i], all.lines)).append("<td class=plot>");
      if (counts[i] > 0) {
        page.append("<div class=")
            .append(style(rule.action()))
            .append(" style='width:")
            .append(String.format(Locale.ROOT, "%.2f", 100.0 * counts[i] / most))
            .append("%'></div>");
      }
      page.append("</tr>");
    }
    page.append("</table></div>");
  }

  private static String style(Action action) {
    return switch (action) {
      case FIX -> "fix";
      case QUARANTINE -> "bad";
      case DROP -> "drop";
    };
  }

  /** Events kept by the time they bear; by more than an hour where hours would be too many. */
  private void hours() {
    Map<Long, Long> byHour = report.totals().keptByHour();
    if (byHour.isEmpty()) {
      return;
    }
    TreeMap<Long, Long> sorted = new TreeMap<>(byHour);
    long first = sorted.firstKey();
    long span = sorted.lastKey() - first + 1;
    long width = (span + MOST_BARS - 1) / MOST_BARS;
    long[] bars = new long[(int) ((span + width - 1) / width)];
    sorted.forEach((hour, count) -> bars[(int) ((hour - first) / width)] += count);
    long most = 1;
    for (long bar : bars) {
      most = Math.max(most, bar);
    }
    page.append("<h2>Events kept, by their time</h2><p class=soft>A bar is ")
        .append(width == 1 ? "an hour" : number(width) + " hours")
        .append("; the highest is ")
        .append(number(most))
        .append(" events.</p><svg viewBox='0 0 ")
        .append(PLOT_WIDTH)
        .append(' ')
        .append(PLOT_HEIGHT + LABEL_HEIGHT)
        .append("' preserveAspectRatio=none role=img aria-label='Events kept by their time'>");
    double step = Math.min(WIDEST_BAR, (double) PLOT_WIDTH / bars.length);
    for (int i = 0; i < bars.length; i++) {
      double height = (double) PLOT_HEIGHT * bars[i] / most;
      page.append(
          String.format(
              Locale.ROOT,
              "<rect x='%.2f' y='%.2f' width='%.2f' height='%.2f'><title>%s: %s</title></rect>",
              i * step,
              PLOT_HEIGHT - height,
              Math.max(1, step - 1),
              height,
              time(first + i * width),
              number(bars[i])));
    }
    page.append("<line x1=0 x2=")
        .append(PLOT_WIDTH)
        .append(" y1=")
        .append(PLOT_HEIGHT)
        .append(" y2=")
        .append(PLOT_HEIGHT)
        .append(" /></svg><p class=soft>")
        .append(time(first))
        .append(" to ")
        .append(time(sorted.lastKey() + 1))
        .append(" UTC</p>");
  }

  private static String time(long hour) {
    return MINUTE.format(Instant.ofEpochSecond(hour * 3_600));
  }

  private void files() {
    page.append("<h2>By file</h2><div class=wide><table><tr><th>file<th class=n>stored");
    page.append("<th class=n>lines<th class=n>kept<th class=n>mended<th class=n>kept apart");
    page.append("<th class=n>left out</tr>");
    Map<Integer, CleanTotals.Counts> byFile = report.totals().byFile();
    for (InputFile file : report.input().files()) {
      CleanTotals.Counts counts = byFile.getOrDefault(file.number(), new CleanTotals.Counts());
      page.append("<tr><td>").append(text(file.name()));
      for (String cell :
          List.of(
              bytes(file.bytes()),
              number(counts.lines),
              number(counts.kept),
              number(counts.fixed),
              number(counts.quarantined),
              number(counts.dropped))) {
        page.append("<td class=n>").append(cell);
      }
      page.append("</tr>");
    }
    page.append("</table></div>");
    if (!report.input().ignored().isEmpty()) {
      page.append("<p class=soft>Not read, by their names: ")
          .append(text(String.join(", ", report.input().ignored())))
          .append("</p>");
    }
  }

  private void examples() {
    List<String> blocks = new ArrayList<>();
    for (int i = 0; i < report.rules().rules().size(); i++) {
      List<CleanTotals.Example> examples = report.totals().examples(i);
      if (examples.isEmpty()) {
        continue;
      }
      StringBuilder block = new StringBuilder("<details><summary>");
      block.append(report.rules().rules().get(i).name()).append("</summary>");
      for (CleanTotals.Example example : examples) {
        block
            .append("<p><span class=soft>")
            .append(text(report.input().files().get(example.file()).name()))
            .append(", byte ")
            .append(number(example.offset()))
            .append("</span><br><code>")
            .append(text(example.text()))
            .append("</code></p>");
      }
      blocks.add(block.append("</details>").toString());
    }
    if (!blocks.isEmpty()) {
      page.append("<h2>Examples</h2>").append(String.join("", blocks));
    }
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String bytes(long bytes) {
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%,.1f kB", bytes / 1e3);
    }
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }

  private static String percent(long part, long whole) {
    return whole == 0 || part == 0
        ? ""
        : String.format(Locale.ROOT, "%.3f %%", 100.0 * part / whole);
  }

  private static String text(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c < ' ' ? ' ' : c);
              }
            });
    return safe.toString();
  }
}
