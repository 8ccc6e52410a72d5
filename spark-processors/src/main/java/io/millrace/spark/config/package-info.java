/** Configuration of the streaming application and of its Spark session. */
@NullMarked
package io.millrace.spark.config;

import org.jspecify.annotations.NullMarked;
