/** The {@code millrace} command. Start reading at {@link io.millrace.local.cli.MillraceCommand}. */
@NullMarked
package io.millrace.local.cli;

import org.jspecify.annotations.NullMarked;
