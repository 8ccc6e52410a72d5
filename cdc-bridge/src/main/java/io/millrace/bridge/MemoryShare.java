package io.millrace.bridge;

/**
 * What a source may hold that is not in Kafka yet, as a share of the heap: a bridge with a small
 * one slows down when Kafka is away or slow, and does not die of it.
 */
public final class MemoryShare {

  private static final long LARGEST = 32L << 20;
  private static final int SHARE = 8;

  private MemoryShare() {}

  /**
   * Bytes for one buffer of one source: an eighth of the heap, at least {@code smallest}, at most
   * 32 MB.
   */
  public static long bytes(long smallest) {
    return bytes(Runtime.getRuntime().maxMemory(), smallest);
  }

  static long bytes(long heap, long smallest) {
    return Math.max(smallest, Math.min(LARGEST, heap / SHARE));
  }
}
