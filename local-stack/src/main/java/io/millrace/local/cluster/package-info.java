/** A standalone Spark cluster on this machine: its folder, its settings, its command lines. */
@NullMarked
package io.millrace.local.cluster;

import org.jspecify.annotations.NullMarked;
