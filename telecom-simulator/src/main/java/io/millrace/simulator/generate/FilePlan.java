package io.millrace.simulator.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one file of a set is to be. Which files get what follows from their numbers alone, so a set
 * of {@value #FEWEST_FILES} files has each of it.
 *
 * @param index from 0
 * @param bytes how long it is, uncompressed, to within a line
 * @param longLines how many lines of very many bytes it has
 */
record FilePlan(
    int index,
    Compression compression,
    long bytes,
    int longLines,
    boolean beginsWithBom,
    boolean endsTruncated) {

  /** Fewer would leave something out. */
  static final int FEWEST_FILES = 6;

  /** How a file is stored. */
  enum Compression {
    NONE(""),
    GZIP(".gz"),
    ZSTD(".zst");

    private final String ending;

    Compression(String ending) {
      this.ending = ending;
    }

    /** In the sidecar. */
    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Such as {@code telecom-events-00007.jsonl.gz}. */
  String name() {
    return name(index) + compression.ending;
  }

  static String name(int index) {
    return String.format(Locale.ROOT, "telecom-events-%05d.jsonl", index);
  }

  /** The files of a set; one of no bytes comes behind them. */
  static List<FilePlan> of(GeneratorConfig config) {
    int files =
        (int) Math.max(FEWEST_FILES, (config.size() + config.fileSize() - 1) / config.fileSize());
    List<FilePlan> plans = new ArrayList<>(files);
    for (int i = 0; i < files; i++) {
      long from = config.size() * i / files;
      long to = config.size() * (i + 1) / files;
      int longLines = config.longLines() / files + (i < config.longLines() % files ? 1 : 0);
      plans.add(
          new FilePlan(
              i,
              switch (i % FEWEST_FILES) {
                case 3 -> Compression.GZIP;
                case 4 -> Compression.ZSTD;
                default -> Compression.NONE;
              },
              to - from,
              longLines,
              i % FEWEST_FILES == 1,
              i % FEWEST_FILES == 2));
    }
    return plans;
  }
}
