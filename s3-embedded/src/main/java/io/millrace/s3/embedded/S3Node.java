package io.millrace.s3.embedded;

import io.millrace.model.Buckets;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import io.millrace.runtime.SupervisedProcess;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's own process: S3Proxy over a folder, on 127.0.0.1, requests signed with version 4.
 *
 * <p>Environment: {@value #PORT} (19000), {@value #DATA_DIR} (required), {@value #ACCESS_KEY} and
 * {@value #SECRET_KEY} (required).
 */
public final class S3Node {

  static final String PORT = "MILLRACE_S3_PORT";
  static final String DATA_DIR = "MILLRACE_S3_DATA_DIR";
  static final String ACCESS_KEY = "MILLRACE_S3_ACCESS_KEY";
  static final String SECRET_KEY = "MILLRACE_S3_SECRET_KEY";

  private static final Logger log = LoggerFactory.getLogger(S3Node.class);

  private static final String HOST = "127.0.0.1";

  private S3Node() {}

  /** Runs until SIGTERM, or until the supervisor is gone. */
  public static void main(String[] args) throws Exception {
    SupervisedProcess.watch();
    try {
      start(Settings.fromEnvironment());
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void start(Settings settings) throws Exception {
    Path data = Path.of(settings.text(DATA_DIR)).toAbsolutePath();
    int port = settings.port(PORT, 19_000);
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new InvalidSettingException(
          DATA_DIR, data.toString(), "a folder that can be created and written (" + e + ")");
    }
    BlobStore store = new FilesystemNio2BlobStore(data.toString());
    for (String bucket : Buckets.ALL) {
      if (!store.containerExists(bucket)) {
        store.createContainer(bucket);
      }
    }
    S3Proxy server =
        S3Proxy.builder()
            .endpoint(URI.create("http://" + HOST + ":" + port))
            .awsAuthentication(
                AuthenticationType.AWS_V4, settings.secret(ACCESS_KEY), settings.secret(SECRET_KEY))
            .blobStore(store)
            .build();
    try {
      server.start();
    } catch (IOException e) {
      if (e instanceof BindException || e.getCause() instanceof BindException) {
        throw new InvalidSettingException(
            PORT, Integer.toString(port), "a port that is free on " + HOST + "; this one is taken");
      }
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    log.atInfo().addKeyValue("port", port).addKeyValue("folder", data).log("S3 is ready");
  }

  private static void stop(S3Proxy server) {
    try {
      server.stop();
      log.atInfo().log("S3 has stopped");
    } catch (Exception e) {
      log.atWarn().setCause(e).log("S3 did not stop in order");
    }
  }
}
