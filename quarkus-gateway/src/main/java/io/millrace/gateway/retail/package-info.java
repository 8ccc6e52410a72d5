/** Sales that the batch job retail-clean published: rows, figures, and what it did to them. */
@NullMarked
package io.millrace.gateway.retail;

import org.jspecify.annotations.NullMarked;
