/** Change data capture: Debezium's embedded engine, one per source database, into Kafka. */
@NullMarked
package io.millrace.bridge;

import org.jspecify.annotations.NullMarked;
