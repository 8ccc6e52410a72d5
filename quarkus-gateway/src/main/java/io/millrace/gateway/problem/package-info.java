/** Bad requests and outages as RFC 9457 problem details. */
@NullMarked
package io.millrace.gateway.problem;

import org.jspecify.annotations.NullMarked;
