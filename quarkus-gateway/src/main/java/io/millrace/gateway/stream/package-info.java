/** What changes, pushed to whoever listens: server-sent events. */
@NullMarked
package io.millrace.gateway.stream;

import org.jspecify.annotations.NullMarked;
