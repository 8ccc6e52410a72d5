package io.millrace.model;

import java.util.List;

/** The buckets of the S3 store. */
public final class Buckets {

  /** Change events as they came, partitioned by commit date and hour. */
  public static final String RAW_DATA = "raw-data";

  /** What batch jobs clean and derive. */
  public static final String PROCESSED_DATA = "processed-data";

  /** Closed windows of the streaming aggregates. */
  public static final String STREAMING_AGGREGATIONS = "streaming-aggregations";

  /** All of them, as a new store must have them. */
  public static final List<String> ALL = List.of(RAW_DATA, PROCESSED_DATA, STREAMING_AGGREGATIONS);

  private Buckets() {}
}
