/** Streaming queries under supervision: restart, health, metrics. */
@NullMarked
package io.millrace.spark.query;

import org.jspecify.annotations.NullMarked;
