package io.millrace.local.stack;

import io.millrace.local.cluster.SparkCluster;
import io.millrace.postgres.PostgresInit.Roles;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A stack that another process runs, as its state folder describes it.
 *
 * @param folder its files
 * @param status what its supervisor wrote last
 */
public record RunningStack(StateFolder folder, StackStatus status) {

  /** The stack that runs with a state folder, if one does. */
  public static Optional<RunningStack> find(StateFolder folder) throws IOException {
    return folder.isOwned()
        ? StatusFile.read(folder).map(status -> new RunningStack(folder, status))
        : Optional.empty();
  }

  /** Who may ask a database, and where it is. */
  public record Access(String url, String user, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return user + "@" + url;
    }
  }

  /** The environment in which a simulator or a replay writes into this stack. */
  public Map<String, String> simulatorEnvironment() throws IOException {
    String[] postgres = address(Component.POSTGRES).split(":", 2);
    Secrets secrets = secrets();
    Map<String, String> environment = new TreeMap<>();
    environment.put("MILLRACE_POSTGRES_HOST", postgres[0]);
    environment.put("MILLRACE_POSTGRES_PORT", postgres[1]);
    environment.put("MILLRACE_POSTGRES_WRITER_USER", Roles.WRITER);
    environment.put("MILLRACE_POSTGRES_WRITER_PASSWORD", secrets.of(Secrets.Use.POSTGRES_WRITER));
    environment.put("MILLRACE_MASKING_KEY", secrets.of(Secrets.Use.MASKING));
    return environment;
  }

  /**
   * The environment in which a batch job works on this stack.
   *
   * @param environment says user and password of ClickHouse, and keys and region of S3, where the
   *     user runs those
   */
  public Map<String, String> batchEnvironment(Map<String, String> environment) throws IOException {
    String[] postgres = address(Component.POSTGRES).split(":", 2);
    Secrets secrets = secrets();
    Access clickHouse = clickHouse(environment);
    Map<String, String> all = new TreeMap<>();
    all.put("MILLRACE_POSTGRES_HOST", postgres[0]);
    all.put("MILLRACE_POSTGRES_PORT", postgres[1]);
    all.put("MILLRACE_POSTGRES_ANALYTICS_USER", Roles.ANALYTICS);
    all.put("MILLRACE_POSTGRES_ANALYTICS_PASSWORD", secrets.of(Secrets.Use.POSTGRES_ANALYTICS));
    all.put("MILLRACE_CLICKHOUSE_URL", clickHouse.url());
    all.put("MILLRACE_CLICKHOUSE_USER", clickHouse.user());
    all.put("MILLRACE_CLICKHOUSE_PASSWORD", clickHouse.password());
    all.put("MILLRACE_S3_ENDPOINT", address(Component.S3));
    if (isEmbedded(Component.S3)) {
      all.put("MILLRACE_S3_REGION", Addressing.REGION);
      all.put("MILLRACE_S3_ACCESS_KEY", Addressing.USER);
      all.put("MILLRACE_S3_SECRET_KEY", secrets.of(Secrets.Use.S3));
    }
    if (status.of(Component.SPARK_MASTER).isPresent()) {
      all.putAll(SparkCluster.environment(folder.sparkCluster(), LocalStack.HOST));
    }
    return all;
  }

  /**
   * The command line of a batch job: on the stack's Spark cluster if it has one, else on this
   * machine alone.
   *
   * @param arguments such as {@code flights --from-postgres 2021-10-01 2021-10-31}
   * @throws IllegalStateException if the jobs are not built
   */
  public List<String> batchCommand(List<String> arguments) {
    return status
        .of(Component.SPARK_MASTER)
        .map(master -> CommandLines.batchOnCluster(folder, master.address(), arguments))
        .orElseGet(() -> CommandLines.batch(arguments));
  }

  /** Reads one of PostgreSQL's databases, as the role that may only read. */
  public Access postgres(String database) throws IOException {
    return new Access(
        "jdbc:postgresql://" + address(Component.POSTGRES) + "/" + database,
        Roles.MONITOR,
        secrets().of(Secrets.Use.POSTGRES_MONITOR));
  }

  /**
   * Reads the analytics.
   *
   * @param environment says user and password of a server that the user runs
   */
  public Access clickHouse(Map<String, String> environment) throws IOException {
    return isEmbedded(Component.CLICKHOUSE)
        ? new Access(
            address(Component.CLICKHOUSE), Addressing.USER, secrets().of(Secrets.Use.CLICKHOUSE))
        : new Access(
            address(Component.CLICKHOUSE),
            environment.getOrDefault("MILLRACE_CLICKHOUSE_USER", "default"),
            environment.getOrDefault("MILLRACE_CLICKHOUSE_PASSWORD", ""));
  }

  /**
   * Where the scheduler answers.
   *
   * @throws IOException if this stack has none
   */
  public URI scheduler() throws IOException {
    return status
        .of(Component.SCHEDULER)
        .map(part -> URI.create(part.address()))
        .orElseThrow(
            () ->
                new IOException(
                    "this stack has no scheduler: it was started with --no-scheduler, or before"
                        + " there was one; end it with ./millrace down and start it anew"));
  }

  private boolean isEmbedded(Component component) {
    return status.of(component).map(part -> part.pid() != 0).orElse(false);
  }

  private String address(Component component) {
    return status
        .of(component)
        .map(ComponentStatus::address)
        .orElseThrow(() -> new IllegalStateException("this stack has no " + component.id()));
  }

  private Secrets secrets() throws IOException {
    return Secrets.find(folder.root())
        .orElseThrow(
            () -> new IOException(Secrets.file(folder.root()) + " is missing: restore it"));
  }
}
