/**
 * The local stack: which components there are, how they start, live and stop. Start reading at
 * {@link io.millrace.local.stack.LocalStack}.
 */
@NullMarked
package io.millrace.local.stack;

import org.jspecify.annotations.NullMarked;
