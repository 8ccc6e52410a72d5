/** Connections to the platform's parts that the gateway asks how they are. */
@NullMarked
package io.millrace.gateway.connections;

import org.jspecify.annotations.NullMarked;
