package io.millrace.spark.batch.compact;

import java.io.Serializable;

/**
 * A file that a task has written.
 *
 * @param unit the number of the rewrite that it belongs to
 * @param path of it
 * @param rows in it
 * @param bytes of it
 */
record Written(int unit, String path, long rows, long bytes) implements Serializable {}
