package io.millrace.spark.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import scala.collection.JavaConverters;

class SparkSessionsTest {

  private static final StreamingConfig.S3 S3 =
      new StreamingConfig.S3("http://s3:9000", "us-east-1", "the-access-key", "the-secret-key");

  @Test
  void letsSparkShowNoSecretOfItsSettings() {
    SparkConf conf = SparkSessions.common("test", "spark://master:7077", S3);
    conf.set("spark.authenticate.secret", "the-cluster-secret");

    List<Tuple2<String, String>> shown =
        JavaConverters.seqAsJavaList(
            Utils.redact(conf, JavaConverters.asScalaBuffer(List.of(conf.getAll())).toSeq()));

    assertThat(conf.toDebugString()).contains("spark.redaction.regex");
    assertThat(shown)
        .extracting(Tuple2::_2)
        .contains("http://s3:9000")
        .doesNotContain("the-access-key", "the-secret-key", "the-cluster-secret");
  }

  @Test
  void listensOnThisMachineAloneUnlessItIsOnACluster() {
    assertThat(SparkSessions.common("test", "local[2]", S3).get("spark.driver.host"))
        .isEqualTo("127.0.0.1");
    assertThat(
            SparkSessions.common("test", "spark://master:7077", S3).contains("spark.driver.host"))
        .isFalse();
  }

  @Test
  void waitsForAStoreThatIsAwayInBatchJobsOnly() {
    assertThat(SparkSessions.storeForBatch("local[2]", S3).get("fs.s3a.retry.limit"))
        .isEqualTo("9");
    assertThat(SparkSessions.common("test", "local[2]", S3).contains("fs.s3a.retry.limit"))
        .as("streams say themselves how little they wait")
        .isFalse();
  }
}
