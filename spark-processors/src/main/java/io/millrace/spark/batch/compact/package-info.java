/**
 * Rewrites what is stored without changing what it says: compaction; and with one person's data
 * less: erasure.
 */
@NullMarked
package io.millrace.spark.batch.compact;

import org.jspecify.annotations.NullMarked;
