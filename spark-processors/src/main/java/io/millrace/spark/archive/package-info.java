/** Closed windows to Parquet. */
@NullMarked
package io.millrace.spark.archive;

import org.jspecify.annotations.NullMarked;
