/** What batch jobs computed of telecom traffic: percentiles, days, and windows put right. */
@NullMarked
package io.millrace.gateway.telecom.batch;

import org.jspecify.annotations.NullMarked;
