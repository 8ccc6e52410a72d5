/**
 * An S3 server over a folder as a child process of this one. Start reading at {@link
 * io.millrace.s3.embedded.S3Process}; {@link io.millrace.s3.embedded.S3Node} is what runs in the
 * child.
 */
@NullMarked
package io.millrace.s3.embedded;

import org.jspecify.annotations.NullMarked;
