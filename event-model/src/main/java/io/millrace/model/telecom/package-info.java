/** The telecom domain: its event, its dimensions, its data-quality rules. */
@NullMarked
package io.millrace.model.telecom;

import org.jspecify.annotations.NullMarked;
