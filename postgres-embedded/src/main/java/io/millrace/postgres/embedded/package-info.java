/**
 * PostgreSQL 17 from its own binaries, as a child process of this one. Start reading at {@link
 * io.millrace.postgres.embedded.PostgresServer}.
 */
@NullMarked
package io.millrace.postgres.embedded;

import org.jspecify.annotations.NullMarked;
