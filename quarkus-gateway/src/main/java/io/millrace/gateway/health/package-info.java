/** What the gateway depends on, each asked in its own protocol. */
@NullMarked
package io.millrace.gateway.health;

import org.jspecify.annotations.NullMarked;
