package io.millrace.spark.change;

import org.jspecify.annotations.Nullable;

/**
 * A record that was turned away, with its origin and its original bytes.
 *
 * @param reason short constant for counting
 * @param detail for a person
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; letters are never compared.
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    byte @Nullable [] key,
    byte @Nullable [] value,
    String reason,
    String detail) {}
