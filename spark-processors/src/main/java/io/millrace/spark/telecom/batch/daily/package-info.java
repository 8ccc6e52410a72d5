/**
 * The batch job that computes days of telecom events from PostgreSQL and restates the windows of
 * the stream that differ.
 */
@NullMarked
package io.millrace.spark.telecom.batch.daily;

import org.jspecify.annotations.NullMarked;
