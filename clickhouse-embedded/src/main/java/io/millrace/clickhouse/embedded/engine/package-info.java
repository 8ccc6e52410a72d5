/**
 * The ClickHouse engine in this process: a small typed layer over the C interface of {@code
 * libchdb}.
 */
@NullMarked
package io.millrace.clickhouse.embedded.engine;

import org.jspecify.annotations.NullMarked;
