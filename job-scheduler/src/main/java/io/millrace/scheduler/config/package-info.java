/** Settings, read once at start. */
@NullMarked
package io.millrace.scheduler.config;

import org.jspecify.annotations.NullMarked;
