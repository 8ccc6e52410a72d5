package io.millrace.simulator.writer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP line to PostgreSQL that can be cut at the very moment a COMMIT passes. */
public final class CutLine implements AutoCloseable {

  /** What happens to the next COMMIT. */
  public enum Cut {
    NONE,
    BEFORE_THE_SERVER_HEARS_IT,
    BEFORE_THE_CLIENT_HEARS_THE_ANSWER
  }

  private static final Pattern PREPARED_COMMIT = Pattern.compile("(S_\\d+)\0COMMIT\0");

  private final ServerSocket server;
  private final int postgresPort;
  private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NONE);
  private final AtomicInteger cuts = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  public CutLine(int postgresPort) throws IOException {
    this.postgresPort = postgresPort;
    this.server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  public int cuts() {
    return cuts.get();
  }

  public void cutNextCommit(Cut cut) {
    next.set(cut);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket postgres = new Socket(InetAddress.getLoopbackAddress(), postgresPort);
        open.addAll(List.of(client, postgres));
        AtomicReference<Boolean> answersPass = new AtomicReference<>(true);
        daemon(() -> toServer(client, postgres, answersPass));
        daemon(() -> toClient(client, postgres, answersPass));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void toServer(Socket client, Socket postgres, AtomicReference<Boolean> answersPass) {
    byte[] bytes = new byte[1 << 16];
    String commitName = null;
    try (client;
        postgres) {
      InputStream in = client.getInputStream();
      OutputStream out = postgres.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        String sent = new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
        // The driver sends the word once, with a name for it; afterwards it binds only the name.
        Matcher prepared = PREPARED_COMMIT.matcher(sent);
        if (prepared.find()) {
          commitName = prepared.group(1);
        }
        boolean commit = commitName != null && sent.contains("\0" + commitName + "\0");
        Cut cut = commit ? next.getAndSet(Cut.NONE) : Cut.NONE;
        if (cut == Cut.BEFORE_THE_SERVER_HEARS_IT) {
          cuts.incrementAndGet();
          return;
        }
        if (cut == Cut.BEFORE_THE_CLIENT_HEARS_THE_ANSWER) {
          cuts.incrementAndGet();
          answersPass.set(false);
        }
        out.write(bytes, 0, n);
      }
    } catch (IOException e) {
      // The other side has gone; both sockets are closed.
    }
  }

  private static void toClient(
      Socket client, Socket postgres, AtomicReference<Boolean> answersPass) {
    byte[] bytes = new byte[1 << 16];
    try (client;
        postgres) {
      InputStream in = postgres.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int n = in.read(bytes); n >= 0 && answersPass.get(); n = in.read(bytes)) {
        out.write(bytes, 0, n);
      }
    } catch (IOException e) {
      // The other side has gone; both sockets are closed.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "cut-line");
    thread.setDaemon(true);
    thread.start();
  }
}
