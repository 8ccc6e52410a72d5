/**
 * Cleans files of telecom events: what is right is kept, what is wrong is kept apart with a reason.
 */
@NullMarked
package io.millrace.spark.telecom.batch.clean;

import org.jspecify.annotations.NullMarked;
