/** ClickHouse's HTTP interface over the engine of this process. */
@NullMarked
package io.millrace.clickhouse.embedded.http;

import org.jspecify.annotations.NullMarked;
