package io.millrace.spark.flights.batch;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The bytes of an object, all of them or an error. A connection that breaks off must not pass for
 * the end of the input, which the reader of snapshots would take for a truncated document.
 */
final class WholeObject extends FilterInputStream {

  private final InputObject object;
  private long count;

  private WholeObject(InputStream in, InputObject object) {
    super(in);
    this.object = object;
  }

  /** Opens an object at its beginning, with one request. */
  static InputStream open(Configuration hadoop, InputObject object) throws IOException {
    Path path = new Path(object.path());
    try {
      return new WholeObject(
          path.getFileSystem(hadoop)
              .openFile(path)
              .opt("fs.option.openfile.length", Long.toString(object.bytes()))
              .opt("fs.option.openfile.read.policy", "whole-file")
              .build()
              .get(),
          object);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening " + path, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n;
    try {
      n = super.read(bytes, offset, length);
    } catch (EOFException e) {
      n = -1;
    }
    if (n > 0) {
      count += n;
    } else if (n < 0 && count < object.bytes()) {
      throw new IOException(
          "the store ended after " + count + " of " + object.bytes() + " bytes of the object");
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
