package io.millrace.kafka.embedded;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks a broker for the cluster's brokers, by one hand-made request of the Kafka protocol: API key
 * 3 (Metadata), version 1, no topics. Brokers from 0.10 on answer it. The answer counts only
 * brokers that are let in ("unfenced"), which is when topics can be placed on them.
 *
 * @see <a href="https://kafka.apache.org/protocol">the protocol</a>
 */
final class MetadataProbe {

  private static final int CONNECT_MILLISECONDS = 1_000;
  private static final int ANSWER_MILLISECONDS = 5_000;

  /** An answer of this request is tens of bytes; more is another protocol. */
  private static final int LONGEST_ANSWER = 64 << 10;

  private static final int CORRELATION = 0x4d494c4c;

  private final String host;
  private final int port;

  MetadataProbe(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Whether a broker answers and names at least one; false while nothing of it is there. */
  boolean findsABroker() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLISECONDS);
      socket.setSoTimeout(ANSWER_MILLISECONDS);
      socket.getOutputStream().write(request());
      DataInputStream answer = new DataInputStream(socket.getInputStream());
      int size = answer.readInt();
      if (size < 8 || size > LONGEST_ANSWER || answer.readInt() != CORRELATION) {
        return false;
      }
      return answer.readInt() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] request() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(14); // what follows
    out.writeShort(3);
    out.writeShort(1);
    out.writeInt(CORRELATION);
    out.writeShort(-1); // no client id
    out.writeInt(0); // no topics
    return bytes.toByteArray();
  }
}
