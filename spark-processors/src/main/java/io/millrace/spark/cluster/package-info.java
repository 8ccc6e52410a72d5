/** Spark's own standalone daemons, as children of a supervisor. */
@NullMarked
package io.millrace.spark.cluster;

import org.jspecify.annotations.NullMarked;
