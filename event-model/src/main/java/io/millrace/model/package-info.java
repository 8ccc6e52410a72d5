/** The contracts every module keeps: domains, names, events. Depends on no framework. */
@NullMarked
package io.millrace.model;

import org.jspecify.annotations.NullMarked;
