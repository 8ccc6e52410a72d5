package io.millrace.clickhouse.embedded.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The bytes of a response. The first ones are held back, so that an error that comes soon still
 * gets its own status, and a short result its length.
 */
final class ResponseOutput extends OutputStream {

  private static final int HELD_BACK_BYTES = 1 << 16;

  private final Response response;
  private final ByteBuffer held = ByteBuffer.allocate(HELD_BACK_BYTES);
  private boolean closed;

  ResponseOutput(Response response) {
    this.response = response;
  }

  /** Forgets what is held back. */
  void reset() {
    held.clear();
  }

  /** Writes bytes that may lie outside of the heap; they are free again on return. */
  void write(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > held.remaining()) {
      sendHeld();
    }
    if (bytes.remaining() > held.remaining()) {
      send(false, bytes);
    } else {
      held.put(bytes);
    }
  }

  @Override
  public void write(int b) throws IOException {
    if (!held.hasRemaining()) {
      sendHeld();
    }
    held.put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    write(ByteBuffer.wrap(bytes, offset, length));
  }

  /** Sends what is held back; {@link #flush} does not, since coders flush at will. */
  void sendHeld() throws IOException {
    held.flip();
    if (held.hasRemaining()) {
      send(false, held);
    }
    held.clear();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    held.flip();
    send(true, held);
  }

  private void send(boolean last, ByteBuffer bytes) throws IOException {
    Callback.Completable written = new Callback.Completable();
    response.write(last, bytes, written);
    try {
      written.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a response was sent");
    } catch (ExecutionException e) {
      throw new IOException("the client does not read the response", e.getCause());
    }
  }
}
