package io.millrace.benchmarks.capture;

import io.millrace.runtime.ChildProcess;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A file that a process is still writing: its present end is waited at, not the end. */
final class GrowingFile extends FilterInputStream {

  /** A process that writes nothing for so long has nothing more. */
  private static final Duration STANDSTILL = Duration.ofSeconds(60);

  private final ChildProcess writer;

  GrowingFile(InputStream file, ChildProcess writer) {
    super(file);
    this.writer = writer;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long deadline = System.nanoTime() + STANDSTILL.toNanos();
    int count = super.read(buffer, offset, length);
    while (count < 0) {
      if (!writer.isAlive() || System.nanoTime() > deadline) {
        throw new EOFException(writer.name() + " writes no more: " + writer.output());
      }
      pause();
      count = super.read(buffer, offset, length);
    }
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for more", e);
    }
  }
}
