/** The batch job that computes percentiles of the dataset of telecom events. */
@NullMarked
package io.millrace.spark.telecom.batch.percentiles;

import org.jspecify.annotations.NullMarked;
