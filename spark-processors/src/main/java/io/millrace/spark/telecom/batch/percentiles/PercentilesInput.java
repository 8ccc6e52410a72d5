package io.millrace.spark.telecom.batch.percentiles;

import io.millrace.spark.batch.Days;
import java.util.Optional;

/**
 * What percentiles are computed of.
 *
 * @param dataset whose table {@code events} is read
 * @param days of UTC; all that the dataset has when empty
 * @param accuracy the approximate ranks are at most 1/accuracy of the events away
 */
record PercentilesInput(String dataset, Optional<Days> days, int accuracy) {

  private static final int LEAST = 100;
  private static final int GREATEST = 1_000_000;

  /** Checks the names and numbers. */
  PercentilesInput {
    if (!dataset.matches("[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*")) {
      throw new IllegalArgumentException(
          "--dataset is " + dataset + "; allowed: small letters, digits and _, such as events");
    }
    if (accuracy < LEAST || accuracy > GREATEST) {
      throw new IllegalArgumentException(
          "--accuracy is " + accuracy + "; allowed: " + LEAST + " to " + GREATEST);
    }
  }

  @Override
  public String toString() {
    return "dataset " + dataset + days.map(range -> ", " + range).orElse("");
  }
}
