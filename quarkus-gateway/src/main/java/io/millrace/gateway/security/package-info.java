/**
 * Who may come in, how often, and what every answer carries. Start reading at {@link
 * io.millrace.gateway.security.AccessGuard}.
 */
@NullMarked
package io.millrace.gateway.security;

import org.jspecify.annotations.NullMarked;
