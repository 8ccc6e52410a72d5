package io.millrace.gateway.health;

import io.millrace.gateway.connections.MonitorConnections;
import io.millrace.model.Domain;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Each source database, by a query as the role that may only look. */
@Wellness
@ApplicationScoped
class PostgresCheck implements AsyncHealthCheck, Probe {

  private final BoundedProbe bounded;
  private final MonitorConnections monitor;

  PostgresCheck(BoundedProbe bounded, MonitorConnections monitor) {
    this.bounded = bounded;
    this.monitor = monitor;
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
    return monitor.address();
  }

  /** A connection of its own each time: whether a new one can be had is what is asked. */
  @Override
  public String ask() throws SQLException {
    StringJoiner seen = new StringJoiner("; ");
    for (Domain domain : Domain.values()) {
      try (Connection connection = monitor.open(domain);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT current_setting('server_version')")) {
        row.next();
        seen.add("PostgreSQL " + row.getString(1) + ", database " + domain.database());
      }
    }
    return seen.toString();
  }
}
