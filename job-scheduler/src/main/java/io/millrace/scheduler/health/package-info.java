/** Whether the scheduler does its work. */
@NullMarked
package io.millrace.scheduler.health;

import org.jspecify.annotations.NullMarked;
