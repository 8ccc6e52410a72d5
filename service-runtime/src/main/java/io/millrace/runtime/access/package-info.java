/**
 * API keys of the gateway: what they look like, and the file in which their digests are kept. The
 * gateway reads it, the command line writes it.
 */
@NullMarked
package io.millrace.runtime.access;

import org.jspecify.annotations.NullMarked;
