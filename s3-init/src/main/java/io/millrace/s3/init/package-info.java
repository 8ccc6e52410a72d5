/** What an S3 store must have before Millrace uses it. */
@NullMarked
package io.millrace.s3.init;

import org.jspecify.annotations.NullMarked;
