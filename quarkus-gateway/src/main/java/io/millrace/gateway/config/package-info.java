/** The gateway's configuration, read once and typed. */
@NullMarked
package io.millrace.gateway.config;

import org.jspecify.annotations.NullMarked;
