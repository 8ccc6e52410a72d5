package io.millrace.simulator.generate;

import java.util.Map;

/**
 * A file that was written.
 *
 * @param bytes uncompressed
 * @param storedBytes on the disk
 * @param lines separated by line feeds, a last one without included
 * @param events distinct events, the dirty ones included: lines less blank ones and duplicates
 * @param planted how often each kind is in it; kinds that are not are left out
 */
public record PlantedFile(
    String name,
    String compression,
    long bytes,
    long storedBytes,
    long lines,
    long events,
    Map<PlantedKind, Long> planted) {

  /** Copies the map. */
  public PlantedFile {
    planted = Map.copyOf(planted);
  }

  long of(PlantedKind kind) {
    return planted.getOrDefault(kind, 0L);
  }
}
