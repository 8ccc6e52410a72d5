/** The PostgreSQL side: the life of one captured database, its slot and its engine. */
@NullMarked
package io.millrace.bridge.source;

import org.jspecify.annotations.NullMarked;
