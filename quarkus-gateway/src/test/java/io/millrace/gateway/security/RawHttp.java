package io.millrace.gateway.security;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A client that sends what no library would: any header, from any loopback address. Addresses
 * differ where the gateway counts by them.
 */
final class RawHttp {

  private final String address;
  private final List<String> headers = new ArrayList<>();

  private RawHttp(String address) {
    this.address = address;
  }

  /** What came back. */
  record Answer(int status, List<String> headers, String body) {
    Optional<String> header(String name) {
      return all(name).stream().findFirst();
    }

    List<String> all(String name) {
      String begin = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
          .map(line -> line.substring(begin.length()).strip())
          .toList();
    }

    <T> T json(String path) {
      return JsonPath.from(body).get(path);
    }
  }

  static RawHttp from(String address) {
    return new RawHttp(address);
  }

  RawHttp with(String name, String value) {
    headers.add(name + ": " + value);
    return this;
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer send(String method, String path, String body) {
    boolean named = headers.stream().anyMatch(line -> line.startsWith("Host:"));
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (!named) {
      request.append("Host: 127.0.0.1:").append(RestAssured.port).append("\r\n");
    }
    headers.forEach(line -> request.append(line).append("\r\n"));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      request.append("Content-Type: application/json\r\n");
      request.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body);
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      return read(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer read(String text) {
    int end = text.indexOf("\r\n\r\n");
    List<String> head = List.of(text.substring(0, end).split("\r\n"));
    String body = text.substring(end + 4);
    if (head.stream().anyMatch(line -> line.equalsIgnoreCase("transfer-encoding: chunked"))) {
      body = body.replaceAll("(?m)^[0-9a-f]+\r\n|\r\n[0-9a-f]+\r\n", "").strip();
    }
    return new Answer(
        Integer.parseInt(head.get(0).split(" ")[1]), head.subList(1, head.size()), body);
  }
}
