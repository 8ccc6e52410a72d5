/** Spark's own metrics on the page of ours. */
@NullMarked
package io.millrace.spark.metrics;

import org.jspecify.annotations.NullMarked;
