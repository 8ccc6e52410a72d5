package io.millrace.spark.sink;

/** A sink did not confirm a write; the micro-batch fails and is run again. */
public final class SinkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SinkException(String message, Throwable cause) {
    super(message, cause);
  }
}
