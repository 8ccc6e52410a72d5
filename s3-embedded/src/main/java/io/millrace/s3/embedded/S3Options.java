package io.millrace.s3.embedded;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * How to run a server. Start from {@link #in(Path)} and change what matters.
 *
 * @param dataFolder one folder per bucket, one file per object; kept over restarts
 * @param logFile the process's output is appended here
 * @param port on 127.0.0.1; 0 takes a free one at each start
 * @param accessKey the one identity that may ask
 * @param secretKey signs its requests
 * @param heapMegabytes the JVM's largest heap, at least 64
 */
public record S3Options(
    Path dataFolder,
    Path logFile,
    int port,
    String accessKey,
    String secretKey,
    int heapMegabytes) {

  /** Checks what can be checked without starting. */
  public S3Options {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; allowed: 0 (any free) to 65535");
    }
    if (accessKey.isBlank() || secretKey.isBlank()) {
      throw new IllegalArgumentException("accessKey or secretKey is empty");
    }
    if (heapMegabytes < 64) {
      throw new IllegalArgumentException(
          "heapMegabytes is " + heapMegabytes + "; allowed: 64 and more");
    }
    dataFolder = dataFolder.toAbsolutePath().normalize();
    logFile = logFile.toAbsolutePath().normalize();
  }

  /**
   * A server whose data and log are in {@code folder}: any free port, random keys, 192 MB. To start
   * it again on the same data and port, reuse {@link S3Process#options()}.
   */
  public static S3Options in(Path folder) {
    return new S3Options(
        folder.resolve("data"), folder.resolve("s3.log"), 0, "millrace", random(), 192);
  }

  /** The same with another data folder. */
  public S3Options withDataFolder(Path folder) {
    return new S3Options(folder, logFile, port, accessKey, secretKey, heapMegabytes);
  }

  /** The same with another log file. */
  public S3Options withLogFile(Path file) {
    return new S3Options(dataFolder, file, port, accessKey, secretKey, heapMegabytes);
  }

  /** The same on another port; 0 takes a free one. */
  public S3Options withPort(int number) {
    return new S3Options(dataFolder, logFile, number, accessKey, secretKey, heapMegabytes);
  }

  /** The same with other keys. */
  public S3Options withKeys(String access, String secret) {
    return new S3Options(dataFolder, logFile, port, access, secret, heapMegabytes);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "S3Options[" + dataFolder + ", port " + port + ", access key " + accessKey + "]";
  }

  private static String random() {
    return new BigInteger(160, new SecureRandom()).toString(36);
  }
}
