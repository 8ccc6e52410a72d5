package io.millrace.gateway.connections;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.model.Domain;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;

/** Connections to the source databases as the role that may only look. */
@ApplicationScoped
public class MonitorConnections {

  private final GatewayConfig.Postgres postgres;
  private final long timeoutSeconds;

  MonitorConnections(GatewayConfig config) {
    this.postgres = config.postgres();
    this.timeoutSeconds = Math.max(1, config.gateway().probeTimeout().toSeconds());
  }

  /** {@code host:port}. */
  public String address() {
    return postgres.host() + ":" + postgres.port();
  }

  /**
   * A new connection to a domain's database; no step of it, nor of what is asked by it, takes
   * longer than the probe timeout. The caller closes it.
   */
  public Connection open(Domain domain) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", postgres.monitorUser());
    properties.setProperty("password", postgres.monitorPassword());
    properties.setProperty("ApplicationName", "millrace-gateway");
    properties.setProperty("readOnly", "true");
    properties.setProperty("connectTimeout", String.valueOf(timeoutSeconds));
    properties.setProperty("socketTimeout", String.valueOf(timeoutSeconds));
    properties.setProperty("loginTimeout", String.valueOf(timeoutSeconds));
    return new Driver()
        .connect("jdbc:postgresql://" + address() + "/" + domain.database(), properties);
  }
}
