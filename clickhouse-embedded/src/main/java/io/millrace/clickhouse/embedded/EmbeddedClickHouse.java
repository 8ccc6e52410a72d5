package io.millrace.clickhouse.embedded;

import io.millrace.clickhouse.embedded.engine.Engine;
import io.millrace.clickhouse.embedded.engine.EngineConfig;
import io.millrace.clickhouse.embedded.engine.EngineStartException;
import io.millrace.clickhouse.embedded.http.HttpFront;
import io.millrace.clickhouse.embedded.library.EngineLibrary;
import io.millrace.clickhouse.embedded.library.EngineUnavailableException;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.runtime.Settings;
import io.millrace.runtime.SupervisedProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: the engine and its HTTP interface. It ends in order on SIGTERM, with exit code 0.
 *
 * <p>Started by {@link ClickHouseProcess}; alone as {@code java -cp ... EmbeddedClickHouse} with
 * {@code MILLRACE_CLICKHOUSE_DATA_DIR} and {@code MILLRACE_CLICKHOUSE_PASSWORD} set.
 */
public final class EmbeddedClickHouse {

  static {
    // Before the first logger: without it Jetty would log every byte.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "clickhouse-embedded-logback.xml");
    }
  }

  private static final Logger log = LoggerFactory.getLogger(EmbeddedClickHouse.class);

  /** A setting is wrong. */
  static final int EXIT_CONFIGURATION = 2;

  /** The engine is not to be had, or does not start. */
  static final int EXIT_START = 1;

  private EmbeddedClickHouse() {}

  /** Runs until it is told to stop. */
  public static void main(String[] args) {
    SupervisedProcess.watch();
    try {
      start(Settings.fromEnvironment());
    } catch (InvalidSettingException e) {
      fail(EXIT_CONFIGURATION, e);
    } catch (EngineUnavailableException | EngineStartException | IOException e) {
      fail(EXIT_START, e);
    }
  }

  private static void start(Settings settings) throws IOException {
    EmbeddedClickHouseConfig config = EmbeddedClickHouseConfig.from(settings);
    Path library = EngineLibrary.of(System.getenv()).locate(EmbeddedClickHouse::logProgress);
    Engine engine =
        Engine.open(new EngineConfig(library, config.dataDirectory(), config.maxMemory().bytes()));
    HttpFront front;
    try {
      front = HttpFront.start(config.front(), engine);
    } catch (IOException e) {
      engine.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(front, engine), "stop"));
    log.atInfo()
        .addKeyValue("host", config.front().host())
        .addKeyValue("port", front.port())
        .addKeyValue("data", config.dataDirectory())
        .addKeyValue("version", engine.version())
        .log("ClickHouse is ready");
  }

  private static void stop(HttpFront front, Engine engine) {
    try {
      if (front.stop()) {
        engine.close();
        log.info("ClickHouse has stopped");
      } else {
        // What it has acknowledged is on disk; closing under a running query could crash.
        log.warn("ClickHouse ends with queries that could not be killed");
      }
    } finally {
      Engine.exit(0);
    }
  }

  private static void logProgress(EngineLibrary.Phase phase, long bytes, long total) {
    if (bytes == total) {
      log.atInfo().addKeyValue("phase", phase).addKeyValue("bytes", bytes).log("engine fetched");
    }
  }

  private static void fail(int status, Exception error) {
    System.err.println(error.getMessage());
    // Not System.exit: the engine may be loaded already.
    Engine.exit(status);
  }
}
