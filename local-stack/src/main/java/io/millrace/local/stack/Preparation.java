package io.millrace.local.stack;

import io.millrace.clickhouse.ClickHouseInit;
import io.millrace.postgres.PostgresInit;
import io.millrace.postgres.PostgresInit.Roles;
import java.util.Map;

/**
 * Brings an engine to what Millrace expects, at its first start in a run: tables, roles, buckets.
 */
final class Preparation {

  private final StackAddresses addresses;
  private final Secrets secrets;

  Preparation(StackAddresses addresses, Secrets secrets) {
    this.addresses = addresses;
    this.secrets = secrets;
  }

  /** The launcher, and after it what the component needs. */
  Launcher after(Component component, Launcher launcher) {
    return switch (component) {
      case POSTGRES -> new Prepared(launcher, "roles and tables", this::postgres);
      case CLICKHOUSE -> new Prepared(launcher, "tables and views", this::clickHouse);
      case S3 -> new Prepared(launcher, "buckets", this::buckets);
      case KAFKA,
          BRIDGE,
          SPARK,
          SPARK_MASTER,
          SPARK_WORKER_1,
          SPARK_WORKER_2,
          GATEWAY,
          SCHEDULER,
          SIMULATOR,
          ALERTMANAGER,
          PROMETHEUS ->
          launcher;
    };
  }

  private void postgres() throws Exception {
    ExternalEngine.Postgres postgres = addresses.postgres();
    new PostgresInit(
            postgres.host(), postgres.port(), postgres.adminUser(), postgres.adminPassword())
        .run(
            Map.of(
                Roles.REPLICATION, secrets.of(Secrets.Use.POSTGRES_REPLICATION),
                Roles.WRITER, secrets.of(Secrets.Use.POSTGRES_WRITER),
                Roles.MONITOR, secrets.of(Secrets.Use.POSTGRES_MONITOR),
                Roles.ANALYTICS, secrets.of(Secrets.Use.POSTGRES_ANALYTICS),
                Roles.SCHEDULER, secrets.of(Secrets.Use.POSTGRES_SCHEDULER)));
  }

  private void clickHouse() throws Exception {
    ExternalEngine.ClickHouse clickHouse = addresses.clickHouse();
    new ClickHouseInit(clickHouse.url(), clickHouse.user(), clickHouse.password()).run();
  }

  private void buckets() {
    Questions.buckets(addresses.s3()).run();
  }

  private interface Step {
    void run() throws Exception;
  }

  private static final class Prepared implements Launcher {

    private final Launcher launcher;
    private final String what;
    private final Step step;
    private boolean done;

    Prepared(Launcher launcher, String what, Step step) {
      this.launcher = launcher;
      this.what = what;
      this.step = step;
    }

    @Override
    public String address() {
      return launcher.address();
    }

    @Override
    public RunningPart launch(Progress progress) throws Exception {
      RunningPart part = launcher.launch(progress);
      if (done) {
        return part;
      }
      progress.at(what);
      try {
        step.run();
        done = true;
        return part;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new StackStartException("preparing " + what + " failed: " + e.getMessage(), e);
      } finally {
        if (!done) {
          part.stop();
        }
      }
    }
  }
}
