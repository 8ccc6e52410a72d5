package io.millrace.spark.retail;

import io.millrace.runtime.Settings;
import io.millrace.spark.batch.BatchSession;
import io.millrace.spark.batch.RunReport;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.retail.Conventions.DateOrder;
import io.millrace.spark.retail.Conventions.DecimalMark;
import io.millrace.spark.retail.Conventions.SerialDates;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code batch retail-clean}: a file of sales. */
@Command(
    name = RetailCleanJob.NAME,
    description = {
      "Cleans a CSV file of sales: types its columns, fills in what its other fields or its items",
      "leave one answer for, drops what stays incomplete, and puts the result in the place of the",
      "last one, in ClickHouse's database retail and in s3a://processed-data/retail.",
      "What can be read in two ways is reported, never guessed."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  batch retail-clean retail_store_sales.csv",
      "  batch retail-clean s3a://raw-data/retail/sales.csv --date-order day-first"
    })
public final class RetailCleanCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = {
        "Of this machine, or s3a://bucket/key. Its first line names the columns; fields are",
        "separated by comma, semicolon, tab or |."
      })
  @Nullable String path;

  @Option(
      names = "--date-order",
      paramLabel = "ORDER",
      converter = DateOrders.class,
      description =
          "Of dates such as 8/4/2024: day-first or month-first. Without it, the file's other dates"
              + " decide.")
  @Nullable DateOrder dateOrder;

  @Option(
      names = "--decimal-mark",
      paramLabel = "MARK",
      converter = DecimalMarks.class,
      description =
          "Of numbers such as 1,234: point or comma. Without it, the file's other numbers decide.")
  @Nullable DecimalMark decimalMark;

  @Option(
      names = "--serial-dates",
      paramLabel = "YEAR",
      converter = SerialYears.class,
      description =
          "From which year dates count that are numbers of days: 1900 (most workbooks) or 1904.")
  @Nullable SerialDates serialDates;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      converter = Charsets.class,
      description = "Of the file, if it is not UTF-8, such as windows-1252.")
  @Nullable Charset charset;

  /** Reads an option that has a few values. */
  private abstract static class Choice<T> implements ITypeConverter<T> {

    private final String what;
    private final Map<String, T> values;

    Choice(String what, Map<String, T> values) {
      this.what = what;
      this.values = values;
    }

    @Override
    public T convert(String text) {
      T value = values.get(text);
      if (value == null) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is no "
                + what
                + "; allowed: "
                + String.join(", ", values.keySet().stream().sorted().toList()));
      }
      return value;
    }
  }

  /** Reads an order. */
  static final class DateOrders extends Choice<DateOrder> {
    DateOrders() {
      super(
          "order of dates",
          Map.of("day-first", DateOrder.DAY_FIRST, "month-first", DateOrder.MONTH_FIRST));
    }
  }

  /** Reads a mark. */
  static final class DecimalMarks extends Choice<DecimalMark> {
    DecimalMarks() {
      super("decimal mark", Map.of("point", DecimalMark.POINT, "comma", DecimalMark.COMMA));
    }
  }

  /** Reads a year. */
  static final class SerialYears extends Choice<SerialDates> {
    SerialYears() {
      super(
          "year of serial dates",
          Map.of("1900", SerialDates.FROM_1900, "1904", SerialDates.FROM_1904));
    }
  }

  /** Reads a character set's name. */
  static final class Charsets implements ITypeConverter<Charset> {
    @Override
    public Charset convert(String text) {
      try {
        return Charset.forName(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'" + text + "' is no character set; allowed: such as UTF-8, windows-1252");
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
    String file = Objects.requireNonNull(path, "picocli demands it");
    Charset read = Objects.requireNonNullElse(charset, StandardCharsets.UTF_8);
    Conventions said =
        new Conventions(
            Optional.ofNullable(dateOrder),
            Optional.ofNullable(decimalMark),
            Optional.ofNullable(serialDates));
    BatchConfig config = BatchConfig.from(Settings.fromEnvironment());
    RunReport report =
        BatchSession.with(
            config,
            RetailCleanJob.NAME,
            file,
            (spark, run) ->
                new RetailCleanJob(spark, config, run, out)
                    .run(
                        SalesFile.open(spark.sparkContext().hadoopConfiguration(), file, read),
                        said));
    out.print(report.text());
    out.flush();
    return 0;
  }
}
