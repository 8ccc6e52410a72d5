/** Who may come in. */
@NullMarked
package io.millrace.scheduler.access;

import org.jspecify.annotations.NullMarked;
