package io.millrace.spark.sink;

import java.io.Serializable;
import java.time.Duration;

/**
 * An insert that ClickHouse has confirmed, be it one that it dropped as a repetition.
 *
 * @param table {@code database.table}
 * @param rows sent; 0 if there was nothing to insert and the server was not asked
 * @param duration from the request to the confirmation
 */
public record Insert(String table, long rows, Duration duration) implements Serializable {}
