/** The retail domain: the rules by which files of sales are cleaned. */
@NullMarked
package io.millrace.model.retail;

import org.jspecify.annotations.NullMarked;
