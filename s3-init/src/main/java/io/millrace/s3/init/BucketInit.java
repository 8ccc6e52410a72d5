package io.millrace.s3.init;

import io.millrace.model.Buckets;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * Brings an S3 store to what Millrace expects: its buckets. Running it again creates only what is
 * missing.
 */
public final class BucketInit {

  private static final String LOGBACK_CONFIGURATION = "logback.configurationFile";
  private static final String ENDPOINT = "MILLRACE_S3_ENDPOINT";

  private final URI endpoint;
  private final String region;
  private final String accessKey;
  private final String secretKey;

  /**
   * @param endpoint {@code http://host:port} or {@code https://…}; buckets are addressed by path
   * @param region what signatures name, such as {@code us-east-1}
   */
  public BucketInit(URI endpoint, String region, String accessKey, String secretKey) {
    this.endpoint = endpoint;
    this.region = region;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
  }

  /**
   * Creates what is missing in the store that the environment names, and ends: exit code 2 for a
   * wrong setting, 1 if the store cannot be reached or refuses.
   */
  public static void main(String[] args) {
    if (System.getProperty(LOGBACK_CONFIGURATION) == null) {
      // A name of its own, so that a process with several modules on its class path has no clash.
      System.setProperty(LOGBACK_CONFIGURATION, "s3-init-logback.xml");
    }
    Settings settings = Settings.fromEnvironment();
    try {
      new BucketInit(
              endpoint(settings),
              settings.text("MILLRACE_S3_REGION", "us-east-1"),
              settings.text("MILLRACE_S3_ACCESS_KEY"),
              settings.secret("MILLRACE_S3_SECRET_KEY"))
          .run();
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (SdkException e) {
      System.err.println("the S3 store could not be prepared: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Creates the buckets that are missing.
   *
   * @throws SdkException if the store cannot be reached or refuses
   */
  public void run() {
    try (S3Client client = client()) {
      Set<String> there =
          client.listBuckets().buckets().stream().map(Bucket::name).collect(Collectors.toSet());
      for (String bucket : Buckets.ALL) {
        if (!there.contains(bucket)) {
          create(client, bucket);
        }
      }
    }
  }

  /** A client of the store; path-style, since most stores beside Amazon's want it. */
  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .forcePathStyle(true)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
        .build();
  }

  private static void create(S3Client client, String bucket) {
    try {
      client.createBucket(request -> request.bucket(bucket));
    } catch (BucketAlreadyOwnedByYouException e) {
      // Another one prepares the store as well.
      return;
    }
    LoggerFactory.getLogger(BucketInit.class)
        .atInfo()
        .addKeyValue("bucket", bucket)
        .log("created bucket");
  }

  private static URI endpoint(Settings settings) {
    String text = settings.text(ENDPOINT, "http://127.0.0.1:19000");
    if (!text.matches("https?://[^/?#\\s]+/?")) {
      throw new InvalidSettingException(ENDPOINT, text, "http://host:port or https://host:port");
    }
    return URI.create(text);
  }
}
