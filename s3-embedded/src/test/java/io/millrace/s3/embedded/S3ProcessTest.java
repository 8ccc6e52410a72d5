package io.millrace.s3.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.model.Buckets;
import io.millrace.runtime.ChildProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ProcessTest {

  private static final String BUCKET = Buckets.RAW_DATA;

  @TempDir Path folder;

  @Test
  void hasTheThreeBucketsAndKeepsObjectsOverAStopAndFreesItsPort() throws Exception {
    S3Process first = S3Process.start(S3Options.in(folder));
    try (S3Client client = client(first, first.secretKey())) {
      assertThat(client.listBuckets().buckets().stream().map(Bucket::name))
          .containsExactlyInAnyOrderElementsOf(Buckets.ALL);
      put(client, "date=2026-11-21/part-0.parquet", "kept");
    }
    first.stop();
    try (ServerSocket socket =
        new ServerSocket(first.port(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(socket.isBound()).isTrue();
    }

    try (S3Process second = S3Process.start(first.options());
        S3Client client = client(second, second.secretKey())) {
      assertThat(get(client, "date=2026-11-21/part-0.parquet")).isEqualTo("kept");
      assertThat(client.listObjectsV2(r -> r.bucket(BUCKET).prefix("date=2026-11-21/")).contents())
          .hasSize(1);
    }
  }

  @Test
  void keepsEveryAcknowledgedObjectOverAKill() throws Exception {
    S3Process first = S3Process.start(S3Options.in(folder));
    try (S3Client client = client(first, first.secretKey())) {
      for (int n = 0; n < 30; n++) {
        put(client, "k/" + n, "value " + n);
      }
    }
    first.kill();

    try (S3Process second = S3Process.start(first.options());
        S3Client client = client(second, second.secretKey())) {
      for (int n = 0; n < 30; n++) {
        assertThat(get(client, "k/" + n)).isEqualTo("value " + n);
      }
    }
  }

  @Test
  void refusesAWrongSecretAnUnknownKeyAndAnUnsignedRequest() throws Exception {
    try (S3Process s3 = S3Process.start(S3Options.in(folder));
        S3Client wrongSecret = client(s3, "wrong");
        S3Client wrongKey = client(s3, "nobody", s3.secretKey())) {
      assertRefused(wrongSecret, "SignatureDoesNotMatch");
      assertRefused(wrongKey, "InvalidAccessKeyId");
      java.net.HttpURLConnection unsigned =
          (java.net.HttpURLConnection) s3.endpoint().resolve("/" + BUCKET).toURL().openConnection();
      assertThat(unsigned.getResponseCode()).isEqualTo(403);
    }
  }

  @Test
  void joinsAMultipartUploadAndShowsNothingOfOneThatIsAborted() throws Exception {
    byte[] part = new byte[5 << 20];
    new Random(1).nextBytes(part);
    try (S3Process s3 = S3Process.start(S3Options.in(folder));
        S3Client client = client(s3, s3.secretKey())) {
      String aborted =
          client.createMultipartUpload(r -> r.bucket(BUCKET).key("aborted")).uploadId();
      uploadPart(client, "aborted", aborted, 1, part);
      client.abortMultipartUpload(r -> r.bucket(BUCKET).key("aborted").uploadId(aborted));
      assertThatThrownBy(() -> get(client, "aborted")).isInstanceOf(NoSuchKeyException.class);

      String upload = client.createMultipartUpload(r -> r.bucket(BUCKET).key("big")).uploadId();
      List<CompletedPart> parts =
          List.of(
              uploadPart(client, "big", upload, 1, part),
              uploadPart(client, "big", upload, 2, Arrays.copyOf(part, 1000)));
      assertThatThrownBy(() -> get(client, "big")).isInstanceOf(NoSuchKeyException.class);
      client.completeMultipartUpload(
          r -> r.bucket(BUCKET).key("big").uploadId(upload).multipartUpload(m -> m.parts(parts)));

      byte[] whole = client.getObjectAsBytes(r -> r.bucket(BUCKET).key("big")).asByteArray();
      assertThat(whole).hasSize(part.length + 1000).startsWith(part);
      assertThat(
              client
                  .getObjectAsBytes(r -> r.bucket(BUCKET).key("big").range("bytes=10-19"))
                  .asByteArray())
          .isEqualTo(Arrays.copyOfRange(part, 10, 20));
      assertThat(client.listObjectsV2(r -> r.bucket(BUCKET)).contents()).hasSize(1);
    }
  }

  @Test
  void createsAnObjectOnlyOnceWhenAskedTo() throws Exception {
    try (S3Process s3 = S3Process.start(S3Options.in(folder));
        S3Client client = client(s3, s3.secretKey())) {
      client.putObject(
          r -> r.bucket(BUCKET).key("once").ifNoneMatch("*"), RequestBody.fromString("first"));

      assertThatThrownBy(
              () ->
                  client.putObject(
                      r -> r.bucket(BUCKET).key("once").ifNoneMatch("*"),
                      RequestBody.fromString("second")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
      assertThat(get(client, "once")).isEqualTo("first");
    }
  }

  @Test
  void showsAReaderOneWholeVersionWhileAnObjectIsOverwritten() throws Exception {
    try (S3Process s3 = S3Process.start(S3Options.in(folder));
        S3Client client = client(s3, s3.secretKey())) {
      String a = "a".repeat(1 << 20);
      String b = "b".repeat(1 << 20);
      put(client, "k", a);
      AtomicBoolean done = new AtomicBoolean();
      ExecutorService writer = Executors.newSingleThreadExecutor();
      Future<?> writing =
          writer.submit(
              () -> {
                for (int n = 0; n < 40; n++) {
                  put(client, "k", n % 2 == 0 ? b : a);
                }
                done.set(true);
              });
      List<String> torn = new ArrayList<>();
      while (!done.get() && !writing.isDone()) {
        String seen = get(client, "k");
        if (!seen.equals(a) && !seen.equals(b)) {
          torn.add(seen.length() + " characters from " + seen.charAt(0));
        }
      }
      writing.get(60, TimeUnit.SECONDS);
      writer.shutdown();
      assertThat(torn).isEmpty();
    }
  }

  @Test
  void endsWhenItsSupervisorIsKilled() throws Exception {
    ChildProcess supervisor =
        ChildProcess.start(
            ChildProcess.Spec.java(
                "supervisor",
                SupervisorMain.class.getName(),
                System.getProperty("java.class.path"),
                List.of("-Xmx64m", "-Dmillrace.home=" + Path.of("..").toRealPath()),
                Map.of(),
                folder,
                folder.resolve("supervisor.log")));
    Path pidFile = folder.resolve("pid");
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(pidFile));
    ProcessHandle node = ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();

    supervisor.kill();

    await().atMost(Duration.ofSeconds(20)).until(() -> !node.isAlive());
  }

  @Test
  void namesTheSettingWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      S3Options options = S3Options.in(folder).withPort(taken.getLocalPort());

      assertThatThrownBy(() -> S3Process.start(options))
          .hasMessageContaining("MILLRACE_S3_PORT is " + taken.getLocalPort())
          .hasMessageContaining("taken");
    }
  }

  /** Starts a server, writes its process id, and waits for ever. */
  static final class SupervisorMain {
    public static void main(String[] args) throws Exception {
      S3Process s3 = S3Process.start(S3Options.in(Path.of("")));
      Path unfinished = Files.writeString(Path.of("pid.new"), Long.toString(s3.process().pid()));
      Files.move(unfinished, Path.of("pid"));
      s3.process().onExit().get();
    }
  }

  private static CompletedPart uploadPart(
      S3Client client, String key, String upload, int number, byte[] bytes) {
    String tag =
        client
            .uploadPart(
                r -> r.bucket(BUCKET).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  private static void put(S3Client client, String key, String text) {
    client.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  private static String get(S3Client client, String key) {
    return client.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asUtf8String();
  }

  private static void assertRefused(S3Client client, String code) {
    assertThatThrownBy(() -> client.listObjectsV2(r -> r.bucket(BUCKET)))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(403);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            });
  }

  private static S3Client client(S3Process s3, String secretKey) {
    return client(s3, s3.accessKey(), secretKey);
  }

  private static S3Client client(S3Process s3, String accessKey, String secretKey) {
    return S3Client.builder()
        .endpointOverride(s3.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
        .build();
  }
}
