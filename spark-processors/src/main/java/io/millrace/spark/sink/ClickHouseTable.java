package io.millrace.spark.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.command.CommandResponse;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.data.ClickHouseFormat;
import io.millrace.spark.config.StreamingConfig;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A ClickHouse table as a sink. Serializable, so that Spark's tasks carry it; each JVM keeps one
 * client per server.
 */
public final class ClickHouseTable implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final long TIMEOUT_SECONDS = 60;
  private static final long STATEMENT_TIMEOUT_SECONDS = 300;
  private static final Map<StreamingConfig.ClickHouse, Client> CLIENTS = new ConcurrentHashMap<>();

  private final StreamingConfig.ClickHouse server;
  private final String table;

  /**
   * @param table {@code database.table}
   */
  public ClickHouseTable(StreamingConfig.ClickHouse server, String table) {
    this.server = server;
    this.table = table;
  }

  /**
   * Inserts rows as one block. A second insert with the same token into the same table is dropped
   * by the server, within the table's deduplication window; so it is by each table that a
   * materialized view fills from it.
   *
   * @param rows in JSONEachRow
   * @param token the block's identity; empty for tables that replace rows by key instead
   * @return what it took
   * @throws SinkException if the server does not confirm; whether the block is in is then unknown,
   *     and inserting it again with its token is safe
   */
  public Insert insert(JsonRows rows, String token) {
    if (rows.count() == 0) {
      return new Insert(table, 0, Duration.ZERO);
    }
    long began = System.nanoTime();
    InsertSettings settings =
        new InsertSettings()
            .serverSetting("async_insert", "0")
            // Of a table spread over shards: confirmed when the shards have it, and each of them is
            // told the token.
            .serverSetting("distributed_foreground_insert", "1")
            .serverSetting("input_format_defaults_for_omitted_fields", "1")
            // One block: the token then names all of it.
            .serverSetting("max_insert_block_size", "100000000")
            .serverSetting("min_insert_block_size_rows", "100000000")
            .serverSetting("min_insert_block_size_bytes", "1000000000")
            .serverSetting("input_format_parallel_parsing", "0");
    if (!token.isEmpty()) {
      settings
          .serverSetting("insert_deduplicate", "1")
          // An insert that broke off between the table and its views is completed by the next one.
          .serverSetting("deduplicate_blocks_in_dependent_materialized_views", "1")
          .setDeduplicationToken(token);
    }
    try (InsertResponse response =
        client(server)
            .insert(
                table,
                new ByteArrayInputStream(rows.bytes()),
                ClickHouseFormat.JSONEachRow,
                settings)
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      // Confirmed; nothing else of the answer matters.
      response.getWrittenRows();
      return new Insert(table, rows.count(), Duration.ofNanos(System.nanoTime() - began));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SinkException("interrupted while inserting into " + table, e);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      throw new SinkException(
          "ClickHouse at " + server + " did not take " + rows.count() + " rows for " + table, e);
    } catch (Exception e) {
      throw new SinkException("closing the answer of an insert into " + table, e);
    }
  }

  /**
   * Runs a query and answers all of its rows.
   *
   * @param parameters bound to {@code {name:Type}} in the SQL
   * @throws SinkException if the server cannot be reached or refuses it
   */
  public static List<GenericRecord> query(
      StreamingConfig.ClickHouse server, String sql, Map<String, Object> parameters) {
    try {
      return client(server).queryAll(sql, parameters);
    } catch (RuntimeException e) {
      throw new SinkException("ClickHouse at " + server + " did not answer: " + sql, e);
    }
  }

  /**
   * Runs a statement that answers no rows, such as {@code ALTER TABLE}.
   *
   * @throws SinkException if the server cannot be reached or refuses it
   */
  public static void execute(StreamingConfig.ClickHouse server, String sql) {
    try (CommandResponse response =
        client(server).execute(sql).get(STATEMENT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      // Confirmed; nothing else of the answer matters.
      response.getWrittenRows();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SinkException("interrupted during: " + sql, e);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      throw new SinkException("ClickHouse at " + server + " did not do: " + sql, e);
    } catch (Exception e) {
      throw new SinkException("closing the answer of: " + sql, e);
    }
  }

  private static Client client(StreamingConfig.ClickHouse server) {
    return CLIENTS.computeIfAbsent(
        server,
        key ->
            new Client.Builder()
                .addEndpoint(key.httpUrl())
                .setUsername(key.user())
                .setPassword(key.password())
                .compressServerResponse(false)
                .setConnectTimeout(5_000)
                .setSocketTimeout(TIMEOUT_SECONDS * 1_000)
                .setMaxRetries(2)
                .useServerTimeZone(false)
                .useTimeZone("UTC")
                .build());
  }
}
