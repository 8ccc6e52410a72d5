/** Tells people and programs how runs went, at least once. */
@NullMarked
package io.millrace.scheduler.notify;

import org.jspecify.annotations.NullMarked;
