/** What can be proved of the containers where none can run. */
@NullMarked
package io.millrace.compose;

import org.jspecify.annotations.NullMarked;
