/** The telecom domain over REST: its questions, its answers and the SQL between them. */
@NullMarked
package io.millrace.gateway.telecom;

import org.jspecify.annotations.NullMarked;
