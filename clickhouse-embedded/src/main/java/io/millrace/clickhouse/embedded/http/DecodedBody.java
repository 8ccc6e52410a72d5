package io.millrace.clickhouse.embedded.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body behind a decoder. Bytes that cannot be decoded are the client's error and get an answer; a
 * connection that fails has nobody left to answer to.
 */
final class DecodedBody extends InputStream {

  /** Puts a decoder before the bytes of the network. */
  @FunctionalInterface
  interface Decoder {
    InputStream decode(InputStream raw) throws IOException;
  }

  private final Raw raw;
  private final Decoder decoder;
  private @Nullable InputStream decoded;

  DecodedBody(InputStream body, Decoder decoder) {
    this.raw = new Raw(body);
    this.decoder = decoder;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      if (decoded == null) {
        decoded = decoder.decode(raw);
      }
      return decoded.read(target, offset, length);
    } catch (IOException e) {
      if (raw.failed) {
        throw e;
      }
      throw ErrorCode.CANNOT_DECOMPRESS.exception(
          "Cannot decompress the request's body: " + e.getMessage());
    }
  }

  /** Remembers whether it was the network that failed. */
  private static final class Raw extends FilterInputStream {
    private boolean failed;

    Raw(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }
}
