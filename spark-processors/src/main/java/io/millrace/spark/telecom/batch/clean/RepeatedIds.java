package io.millrace.spark.telecom.batch.clean;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.sketch.BloomFilter;
import scala.Tuple2;

/**
 * Finds the ids that more than one line has, so that only their lines need be brought together. Of
 * each line only its id is read, and ids are shuffled as bare numbers: of a gigabyte of lines, some
 * 25 MB. What comes of it is a filter of a fixed size, which may also let ids through that only one
 * line has: those lines are looked at once more for nothing.
 */
final class RepeatedIds implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Ids that a task of the second step sorts: 32 MB of them. */
  private static final long IDS_PER_BUCKET = 4_000_000;

  private static final long BYTES_PER_LINE = 200;
  private static final long MOST_EXPECTED = 8_000_000;
  private static final double FALSE_POSITIVES = 0.005;
  private static final int CHUNK = 32 << 10;

  private final Broadcast<SerializableConfiguration> hadoop;
  private final int longestLine;
  private final int buckets;
  private final long expected;

  /**
   * @param work roughly how many bytes of lines there are
   * @param cores that work at a time
   */
  RepeatedIds(Broadcast<SerializableConfiguration> hadoop, int longestLine, long work, int cores) {
    this.hadoop = hadoop;
    this.longestLine = longestLine;
    long lines = work / BYTES_PER_LINE + 1_000;
    this.buckets = (int) Math.max(cores, lines / IDS_PER_BUCKET + 1);
    this.expected = Math.min(MOST_EXPECTED, lines);
  }

  /** Reads the lines of all tasks. */
  BloomFilter find(JavaRDD<List<InputFile.Part>> tasks) {
    return tasks
        .mapPartitionsToPair(
            parts -> new Ids(parts.next(), buckets, longestLine, hadoop.value().value()))
        .partitionBy(new HashPartitioner(buckets))
        .mapPartitions(chunks -> List.of(repeated(chunks)).iterator())
        .treeReduce(RepeatedIds::both);
  }

  private static BloomFilter both(BloomFilter one, BloomFilter other) throws Exception {
    return one.mergeInPlace(other);
  }

  private BloomFilter repeated(Iterator<Tuple2<Integer, long[]>> chunks) {
    long[] ids = new long[CHUNK];
    int count = 0;
    while (chunks.hasNext()) {
      long[] chunk = chunks.next()._2();
      if (count + chunk.length > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(count + chunk.length, ids.length + ids.length / 2));
      }
      System.arraycopy(chunk, 0, ids, count, chunk.length);
      count += chunk.length;
    }
    Arrays.sort(ids, 0, count);
    BloomFilter repeated = BloomFilter.create(expected, FALSE_POSITIVES);
    for (int i = 1; i < count; i++) {
      if (ids[i] == ids[i - 1]) {
        repeated.putLong(ids[i]);
      }
    }
    return repeated;
  }

  /** The ids of a task's lines, in chunks by bucket. */
  private static final class Ids implements Iterator<Tuple2<Integer, long[]>> {

    private final Iterator<InputFile.Part> parts;
    private final Configuration hadoop;
    private final int longestLine;
    private final long[][] chunks;
    private final int[] filled;
    private final List<Tuple2<Integer, long[]>> ready = new ArrayList<>();
    private final SpecificInternalRow row = new SpecificInternalRow(LineColumn.SCHEMA);
    private final EventParser parser = new EventParser(row);
    private boolean done;

    Ids(List<InputFile.Part> parts, int buckets, int longestLine, Configuration hadoop) {
      this.parts = parts.iterator();
      this.hadoop = hadoop;
      this.longestLine = longestLine;
      this.chunks = new long[buckets][CHUNK];
      this.filled = new int[buckets];
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && !done) {
        if (parts.hasNext()) {
          read(parts.next());
        } else {
          done = true;
          for (int i = 0; i < chunks.length; i++) {
            flush(i);
          }
        }
      }
      return !ready.isEmpty();
    }

    @Override
    public Tuple2<Integer, long[]> next() {
      return ready.remove(ready.size() - 1);
    }

    private void read(InputFile.Part part) {
      try (LineReader lines = new LineReader(part, longestLine, hadoop)) {
        while (lines.next()) {
          long id = EventParser.idAtBeginning(lines.buffer(), lines.from(), lines.length());
          if (id >= 0) {
            add(id);
          } else if (!lines.tooLong() && lines.length() > 0) {
            parser.parse(lines.buffer(), lines.from(), lines.length(), lines.ascii());
            if (!row.isNullAt(0)) {
              add(row.getLong(0));
            }
          }
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private void add(long id) {
      // The upper bits of a product depend on all of the id's.
      int bucket = (int) ((id * 0x9E3779B97F4A7C15L >>> 33) % chunks.length);
      chunks[bucket][filled[bucket]++] = id;
      if (filled[bucket] == CHUNK) {
        flush(bucket);
      }
    }

    private void flush(int bucket) {
      if (filled[bucket] > 0) {
        ready.add(new Tuple2<>(bucket, Arrays.copyOf(chunks[bucket], filled[bucket])));
        filled[bucket] = 0;
      }
    }
  }
}
