/** REST. */
@NullMarked
package io.millrace.scheduler.api;

import org.jspecify.annotations.NullMarked;
