/** Requests of every domain, read and checked: parameters, ranges, cursors, pages. */
@NullMarked
package io.millrace.gateway.request;

import org.jspecify.annotations.NullMarked;
