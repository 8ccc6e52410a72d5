/** The flights domain: one aircraft's state, its data-quality rules, the countries. */
@NullMarked
package io.millrace.model.flights;

import org.jspecify.annotations.NullMarked;
