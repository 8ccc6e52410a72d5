/** Debezium's change-event envelope, read from its JSON. */
@NullMarked
package io.millrace.spark.change;

import org.jspecify.annotations.NullMarked;
