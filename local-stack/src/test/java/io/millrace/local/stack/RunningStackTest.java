package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningStackTest {

  private static final Instant NOW = Instant.parse("2021-10-17T12:00:00Z");

  @TempDir Path folder;

  private Secrets secrets;

  @BeforeEach
  void makeUpSecrets() throws Exception {
    secrets = Secrets.findOrCreate(folder);
  }

  @Test
  void givesABatchJobWhatItNeedsOfEmbeddedEnginesAndNothingMore() throws Exception {
    assertThat(stack(7).batchEnvironment(Map.of()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("MILLRACE_POSTGRES_HOST", "127.0.0.1"),
                Map.entry("MILLRACE_POSTGRES_PORT", "15432"),
                Map.entry("MILLRACE_POSTGRES_ANALYTICS_USER", "millrace_analytics"),
                Map.entry(
                    "MILLRACE_POSTGRES_ANALYTICS_PASSWORD",
                    secrets.of(Secrets.Use.POSTGRES_ANALYTICS)),
                Map.entry("MILLRACE_CLICKHOUSE_URL", "jdbc:clickhouse://127.0.0.1:18123"),
                Map.entry("MILLRACE_CLICKHOUSE_USER", "millrace"),
                Map.entry("MILLRACE_CLICKHOUSE_PASSWORD", secrets.of(Secrets.Use.CLICKHOUSE)),
                Map.entry("MILLRACE_S3_ENDPOINT", "http://127.0.0.1:19000"),
                Map.entry("MILLRACE_S3_REGION", "us-east-1"),
                Map.entry("MILLRACE_S3_ACCESS_KEY", "millrace"),
                Map.entry("MILLRACE_S3_SECRET_KEY", secrets.of(Secrets.Use.S3))));
  }

  @Test
  void leavesTheUsersOwnKeysToTheUsersEnvironment() throws Exception {
    Map<String, String> environment =
        stack(0)
            .batchEnvironment(
                Map.of(
                    "MILLRACE_CLICKHOUSE_USER", "mine", "MILLRACE_CLICKHOUSE_PASSWORD", "secret"));

    assertThat(environment)
        .containsEntry("MILLRACE_CLICKHOUSE_USER", "mine")
        .containsEntry("MILLRACE_CLICKHOUSE_PASSWORD", "secret")
        .containsEntry("MILLRACE_S3_ENDPOINT", "http://127.0.0.1:19000")
        .doesNotContainKeys(
            "MILLRACE_S3_REGION", "MILLRACE_S3_ACCESS_KEY", "MILLRACE_S3_SECRET_KEY");
  }

  @Test
  void submitsABatchJobToTheStacksClusterWithoutASecretOnTheCommandLine() throws Exception {
    StackStatus alone = stack(7).status();
    List<ComponentStatus> more = new ArrayList<>(alone.components());
    more.add(part(Component.SPARK_MASTER, 7, "spark://127.0.0.1:17077"));
    RunningStack stack =
        new RunningStack(new StateFolder(folder), new StackStatus(1, NOW, Optional.of(NOW), more));

    List<String> command = stack.batchCommand(List.of("flights", "--from-s3", "s3a://a/b"));

    assertThat(command)
        .containsSubsequence(
            "org.apache.spark.deploy.SparkSubmit", "--master", "spark://127.0.0.1:17077")
        .containsSubsequence(
            "--properties-file", folder + "/run/spark-cluster/application.properties")
        .endsWith("flights", "--from-s3", "s3a://a/b")
        .noneMatch(argument -> argument.contains(secrets.of(Secrets.Use.SPARK)));
    assertThat(stack.batchEnvironment(Map.of()))
        .containsEntry("SPARK_HOME", folder + "/run/spark-cluster/home")
        .containsEntry("SPARK_LOCAL_IP", "127.0.0.1")
        .doesNotContainValue(secrets.of(Secrets.Use.SPARK));
  }

  @Test
  void runsABatchJobAloneWhereTheStackHasNoCluster() throws Exception {
    assertThat(stack(7).batchCommand(List.of("flights")))
        .contains("io.millrace.spark.batch.BatchApplication")
        .doesNotContain("org.apache.spark.deploy.SparkSubmit");
    assertThat(stack(7).batchEnvironment(Map.of())).doesNotContainKey("SPARK_HOME");
  }

  /** A stack whose engines have a process, or 0 for the user's own. */
  private RunningStack stack(long pid) {
    return new RunningStack(
        new StateFolder(folder),
        new StackStatus(
            1,
            NOW,
            Optional.of(NOW),
            List.of(
                part(Component.POSTGRES, pid, "127.0.0.1:15432"),
                part(Component.S3, pid, "http://127.0.0.1:19000"),
                part(Component.CLICKHOUSE, pid, "jdbc:clickhouse://127.0.0.1:18123"))));
  }

  private static ComponentStatus part(Component component, long pid, String address) {
    return new ComponentStatus(
        component, Phase.READY, NOW, "", ComponentStatus.UNKNOWN, pid, address);
  }
}
