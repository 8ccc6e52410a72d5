package io.millrace.simulator;

import io.millrace.simulator.generate.EventFiles;
import io.millrace.simulator.generate.GeneratorConfig;
import io.millrace.simulator.generate.PlantedFile;
import io.millrace.simulator.generate.PlantedKind;
import io.millrace.simulator.generate.Shares;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code generate}: files of events with planted dirt. */
@Command(
    name = "generate",
    description = {
      "Writes files of telecom events, a JSON object a line, with planted dirt of every kind, and "
          + EventFiles.SIDECAR
          + ", which says exactly what was planted. Needs no database. The same seed and options"
          + " give the same bytes."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class GenerateCommand implements Callable<Integer> {

  private static final long BYTES_PER_LONG_LINE = 500_000_000;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--size",
      defaultValue = "1GB",
      converter = SizeConverter.class,
      description = "Of all files, uncompressed, such as 10MB or 1GB (of 10^9 bytes).")
  long size;

  @Option(
      names = "--file-size",
      defaultValue = "128MB",
      converter = SizeConverter.class,
      description = "Of each file at most, uncompressed; there are six at least, and an empty one.")
  long fileSize;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "data/generated",
      description = "Where they go; an earlier set there is replaced.")
  Path out = Path.of("data/generated");

  @Option(names = "--seed", defaultValue = "42", description = "Seed of every random draw.")
  long seed;

  @Option(
      names = "--start",
      defaultValue = "2026-01-01T00:00:00Z",
      description = "When the first event is recorded.")
  Instant start = Instant.EPOCH;

  @Option(
      names = "--subscribers",
      defaultValue = "100000",
      description = "Number of subscribers, 1000 to 1000000.")
  int subscribers;

  @Option(
      names = "--dirt",
      paramLabel = "KIND=SHARE",
      description =
          "How often a kind is planted, 0 to 0.05; 0.001 unless said. May be repeated; kinds are"
              + " named in the sidecar. all=SHARE is for every kind.")
  Map<String, Double> dirt = new LinkedHashMap<>();

  @Option(
      names = "--long-lines",
      paramLabel = "N",
      description = "How many very long lines there are. Default: one for each 500 MB.")
  @Nullable Integer longLines;

  @Option(
      names = "--long-line-size",
      defaultValue = "50MB",
      converter = SizeConverter.class,
      description = "How long they are.")
  long longLineSize;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Files written at a time; it changes no byte. Default: one for each core.")
  @Nullable Integer threads;

  @Override
  public Integer call() throws IOException, InterruptedException {
    GeneratorConfig config =
        new GeneratorConfig(
            out,
            size,
            fileSize,
            seed,
            start,
            subscribers,
            Shares.usualWith(shares()),
            longLines == null ? (int) (size / BYTES_PER_LONG_LINE) : longLines,
            Math.toIntExact(longLineSize),
            threads == null ? Math.min(8, Runtime.getRuntime().availableProcessors()) : threads);
    long began = System.nanoTime();
    List<PlantedFile> files = new EventFiles(config).generate();
    report(config, files, (System.nanoTime() - began) / 1e9);
    return 0;
  }

  private Map<PlantedKind, Double> shares() {
    Map<PlantedKind, Double> shares = new EnumMap<>(PlantedKind.class);
    dirt.forEach(
        (id, share) -> {
          if (id.equals("all")) {
            Shares.usual().byKind().keySet().forEach(kind -> shares.putIfAbsent(kind, share));
          } else {
            shares.put(PlantedKind.of(id), share);
          }
        });
    return shares;
  }

  private void report(GeneratorConfig config, List<PlantedFile> files, double seconds) {
    PrintWriter print = Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
    long bytes = files.stream().mapToLong(PlantedFile::bytes).sum();
    long stored = files.stream().mapToLong(PlantedFile::storedBytes).sum();
    print.printf(
        Locale.ROOT,
        "wrote %,d files, %,d events, %,.1f MB (%,.1f MB stored) into %s in %.1f s, %,.0f MB/s%n",
        files.size(),
        files.stream().mapToLong(PlantedFile::events).sum(),
        bytes / 1e6,
        stored / 1e6,
        config.folder(),
        seconds,
        bytes / 1e6 / Math.max(1e-9, seconds));
    print.println("what is planted in them says " + EventFiles.SIDECAR);
    print.flush();
  }

  /** A number of bytes such as {@code 128MB}. */
  static final class SizeConverter implements ITypeConverter<Long> {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|kB|MB|GB)?");

    @Override
    public Long convert(String text) {
      Matcher size = SIZE.matcher(text);
      if (!size.matches()) {
        throw new TypeConversionException(
            "\"" + text + "\" is no size; allowed: a whole number with B, kB, MB or GB");
      }
      long factor =
          switch (Objects.requireNonNullElse(size.group(2), "B")) {
            case "kB" -> 1_000L;
            case "MB" -> 1_000_000L;
            case "GB" -> 1_000_000_000L;
            default -> 1L;
          };
      return Math.multiplyExact(Long.parseLong(size.group(1)), factor);
    }
  }
}
