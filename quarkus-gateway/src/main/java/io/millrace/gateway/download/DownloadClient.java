package io.millrace.gateway.download;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.jdbc.internal.JdbcConfiguration;
import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.config.GatewayConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * ClickHouse's HTTP interface, where it writes a result in the format asked for. JDBC would read
 * every value and have it written anew.
 */
@ApplicationScoped
class DownloadClient {

  private final Client client;

  DownloadClient(GatewayConfig config) throws SQLException {
    Duration timeout = config.gateway().exportTimeout();
    Properties properties = new Properties();
    properties.setProperty("user", config.clickhouse().user());
    properties.setProperty("password", config.clickhouse().password());
    // The driver reads its own URL, so both ways to ClickHouse understand it alike.
    JdbcConfiguration url = new JdbcConfiguration(config.clickhouse().url(), properties);
    client =
        url.applyClientProperties(new Client.Builder())
            .setConnectTimeout(timeout.toMillis())
            .setSocketTimeout(timeout.toMillis())
            .setMaxConnections(2 * Downloads.AT_ONCE)
            .setMaxRetries(0)
            .compressServerResponse(false)
            .build();
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /**
   * How many rows a question has.
   *
   * @param limit how long it may take
   */
  long count(SqlText rows, Duration limit) throws IOException {
    SqlText.Named counted = new SqlText("SELECT count() FROM (").append(rows).append(")").named();
    try (QueryResponse answer = ask(counted, ClickHouseFormat.TabSeparated, limit)) {
      String text =
          new String(answer.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return Long.parseLong(text);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /**
   * Asks, and returns once the answer begins.
   *
   * @param limit how long it may take to its end
   */
  QueryResponse ask(Download download, Duration limit) throws IOException {
    return ask(
        download.rows().named(), ClickHouseFormat.valueOf(download.clickHouseFormat()), limit);
  }

  private QueryResponse ask(SqlText.Named sql, ClickHouseFormat format, Duration limit)
      throws IOException {
    QuerySettings settings =
        new QuerySettings()
            .setFormat(format)
            .serverSetting("max_execution_time", String.valueOf(limit.toSeconds()))
            // Beyond it the answer is broken off: it has been counted, so this is a race lost.
            .serverSetting("max_result_rows", String.valueOf(Downloads.MAX_ROWS))
            // Live answers come first.
            .serverSetting("max_threads", "2")
            // Keys come in order, so that no map of subscribers is kept longer than its window.
            .serverSetting("optimize_aggregation_in_order", "1")
            .serverSetting("cancel_http_readonly_queries_on_client_close", "1")
            .serverSetting("date_time_output_format", "iso")
            .serverSetting("output_format_csv_crlf_end_of_line", "1")
            .serverSetting("format_csv_null_representation", "")
            .serverSetting("output_format_decimal_trailing_zeros", "1");
    settings.setNetworkTimeout(limit.toMillis(), ChronoUnit.MILLIS);
    try {
      return client
          .query(sql.text(), sql.parameters(), settings)
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      throw new IOException(e);
    }
  }
}
