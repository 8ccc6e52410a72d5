/** Tables as files: written by ClickHouse as CSV or Parquet and passed on as they come. */
@NullMarked
package io.millrace.gateway.download;

import org.jspecify.annotations.NullMarked;
