/** Datasets of Parquet files in the S3 store that readers see whole, through a manifest. */
@NullMarked
package io.millrace.spark.batch.dataset;

import org.jspecify.annotations.NullMarked;
