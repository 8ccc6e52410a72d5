/** Prepares the source databases by the versioned SQL beside it. */
@NullMarked
package io.millrace.postgres;

import org.jspecify.annotations.NullMarked;
