package io.millrace.s3.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Buckets;
import io.millrace.s3.embedded.S3Options;
import io.millrace.s3.embedded.S3Process;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Against a real store, which the tests leave as they found it. */
class BucketInitIT {

  @TempDir static Path folder;

  private static S3Process store;

  @BeforeAll
  static void start() throws Exception {
    store = S3Process.start(S3Options.in(folder));
  }

  @AfterAll
  static void stop() throws Exception {
    store.close();
  }

  @Test
  void createsWhatIsMissingAndLeavesTheRest() {
    BucketInit init = init(store.secretKey());
    try (S3Client client = init.client()) {
      client.deleteBucket(request -> request.bucket(Buckets.PROCESSED_DATA));
      client.createBucket(request -> request.bucket("somebody-elses"));
      assertThat(names(client)).doesNotContain(Buckets.PROCESSED_DATA);

      init.run();
      init.run();

      assertThat(names(client)).containsAll(Buckets.ALL).contains("somebody-elses");
      client.deleteBucket(request -> request.bucket("somebody-elses"));
    }
  }

  @Test
  void saysWhatTheStoreSaysOfAWrongKey() {
    assertThatThrownBy(() -> init("not the key").run())
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("403");
  }

  private static BucketInit init(String secretKey) {
    return new BucketInit(
        URI.create(store.endpoint().toString()), "us-east-1", store.accessKey(), secretKey);
  }

  private static List<String> names(S3Client client) {
    return client.listBuckets().buckets().stream().map(Bucket::name).toList();
  }
}
