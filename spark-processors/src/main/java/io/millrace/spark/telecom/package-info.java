/** The telecom domain: pure transforms and the queries that run them. */
@NullMarked
package io.millrace.spark.telecom;

import org.jspecify.annotations.NullMarked;
