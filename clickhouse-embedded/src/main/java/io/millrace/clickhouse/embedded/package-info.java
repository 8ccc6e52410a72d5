/**
 * ClickHouse's own engine in a JVM, behind ClickHouse's HTTP interface.
 *
 * <p>Start reading at {@link io.millrace.clickhouse.embedded.ClickHouseProcess} (the outside) and
 * {@link io.millrace.clickhouse.embedded.EmbeddedClickHouse} (the inside).
 */
@NullMarked
package io.millrace.clickhouse.embedded;

import org.jspecify.annotations.NullMarked;
