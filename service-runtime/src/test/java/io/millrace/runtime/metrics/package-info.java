/** What tests of several modules read from pages of metrics, and from the page that lists them. */
package io.millrace.runtime.metrics;
