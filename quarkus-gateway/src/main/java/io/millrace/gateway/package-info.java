/** The gateway: what people and programs read Millrace's analytics through. */
@NullMarked
package io.millrace.gateway;

import org.jspecify.annotations.NullMarked;
