package io.millrace.gateway.health;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.model.Domain;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.StringJoiner;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.postgresql.Driver;

/** Each source database, by a query as the role that may only look. */
@Wellness
@ApplicationScoped
class PostgresCheck implements AsyncHealthCheck, Probe {

  private final BoundedProbe bounded;
  private final GatewayConfig.Postgres postgres;
  private final long timeoutSeconds;

  PostgresCheck(BoundedProbe bounded, GatewayConfig config) {
    this.bounded = bounded;
    this.postgres = config.postgres();
    this.timeoutSeconds = Math.max(1, config.gateway().probeTimeout().toSeconds());
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return bounded.check(this);
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public String address() {
    return postgres.host() + ":" + postgres.port();
  }

  /** A connection of its own each time: whether a new one can be had is what is asked. */
  @Override
  public String ask() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", postgres.monitorUser());
    properties.setProperty("password", postgres.monitorPassword());
    properties.setProperty("ApplicationName", "millrace-gateway");
    properties.setProperty("connectTimeout", String.valueOf(timeoutSeconds));
    properties.setProperty("socketTimeout", String.valueOf(timeoutSeconds));
    properties.setProperty("loginTimeout", String.valueOf(timeoutSeconds));
    StringJoiner seen = new StringJoiner("; ");
    Driver driver = new Driver();
    for (Domain domain : Domain.values()) {
      String url = "jdbc:postgresql://" + address() + "/" + domain.database();
      try (Connection connection = driver.connect(url, properties);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT current_setting('server_version')")) {
        row.next();
        seen.add("PostgreSQL " + row.getString(1) + ", database " + domain.database());
      }
    }
    return seen.toString();
  }
}
