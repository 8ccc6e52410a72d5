package io.millrace.gateway.health;

import io.millrace.gateway.analytics.Breaker;
import io.millrace.gateway.config.GatewayConfig;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** ClickHouse, by the same pool the queries use. The gateway is ready if and only if this is. */
@Readiness
@ApplicationScoped
class ClickHouseCheck implements AsyncHealthCheck, Probe {

  private static final List<String> TABLES =
      List.of("telecom.real_time_partials", "opensky.country_partials");

  private final BoundedProbe bounded;
  private final DataSource clickHouse;
  private final Breaker breaker;
  private final String address;

  ClickHouseCheck(
      BoundedProbe bounded, DataSource clickHouse, Breaker breaker, GatewayConfig config) {
    this.breaker = breaker;
    this.bounded = bounded;
    this.clickHouse = clickHouse;
    this.address = config.clickhouse().url();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return bounded.check(this);
  }

  @Override
  public String name() {
    return "clickhouse";
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public Map<String, String> knowledge() {
    return Map.of("breaker", breaker.state());
  }

  /** Reads a table of each domain: a server without them cannot answer either. */
  @Override
  public String ask() throws SQLException {
    try (Connection connection = clickHouse.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.executeQuery("SELECT window_start FROM " + table + " LIMIT 1").close();
      }
      try (ResultSet row = statement.executeQuery("SELECT version()")) {
        row.next();
        return "ClickHouse " + row.getString(1);
      }
    }
  }
}
