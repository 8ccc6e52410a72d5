/** Holds what people query against what PostgreSQL itself says. */
@NullMarked
package io.millrace.local.audit;

import org.jspecify.annotations.NullMarked;
