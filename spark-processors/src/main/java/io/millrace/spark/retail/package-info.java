/** Batch cleaning of files of sales: reading, typing, recovery, publication. */
@NullMarked
package io.millrace.spark.retail;

import org.jspecify.annotations.NullMarked;
