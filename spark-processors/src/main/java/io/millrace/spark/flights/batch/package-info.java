/** The batch job of the flights domain: raw snapshots or PostgreSQL to clean tables, day by day. */
@NullMarked
package io.millrace.spark.flights.batch;

import org.jspecify.annotations.NullMarked;
