/**
 * What batch jobs of all domains share: the program, runs and their records, places to write to.
 */
@NullMarked
package io.millrace.spark.batch;

import org.jspecify.annotations.NullMarked;
