package io.millrace.simulator.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.runtime.InvalidSettingException;
import io.millrace.simulator.FinalState;
import io.millrace.simulator.TelecomDatabase;
import io.millrace.simulator.scenario.FeedShares;
import io.millrace.simulator.scenario.TelecomScenario;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventWriterIT {

  private static final FeedShares LIVELY = new FeedShares(0.05, 0.1, 0.2, 0.1, 0.05);

  @TempDir static Path folder;
  private static TelecomDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = TelecomDatabase.start(folder);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void clear() throws SQLException {
    database.clear();
  }

  @Test
  void writesExactlyTheFinalStateOfTwentyThousandEvents() throws Exception {
    TelecomScenario scenario =
        TelecomScenario.builder().events(20_000).rate(500).shares(LIVELY).build();

    try (EventWriter writer = writer(scenario)) {
      writer.writeAll(scenario.transactions());
    }

    assertThat(database.rows(scenario.source()))
        .containsExactlyElementsOf(FinalState.of(scenario.transactions()));
  }

  @Test
  void keepsTwoRunsOnOneTableApart() throws Exception {
    TelecomScenario first = TelecomScenario.builder().seed(1).events(2_000).shares(LIVELY).build();
    TelecomScenario second = TelecomScenario.builder().seed(2).events(2_000).shares(LIVELY).build();

    try (EventWriter one = writer(first);
        EventWriter other = writer(second)) {
      var ones = first.transactions();
      var others = second.transactions();
      while (ones.hasNext() || others.hasNext()) {
        if (ones.hasNext()) {
          one.write(ones.next());
        }
        if (others.hasNext()) {
          other.write(others.next());
        }
      }
    }

    assertThat(database.rows("simulator:1"))
        .containsExactlyElementsOf(FinalState.of(first.transactions()));
    assertThat(database.rows("simulator:2"))
        .containsExactlyElementsOf(FinalState.of(second.transactions()));
  }

  @Test
  void namesTheSettingWhenThePasswordIsRefused() {
    PostgresTarget wrong =
        new PostgresTarget(
            "127.0.0.1", database.port(), "millrace_writer", "not-the-password", "telecom");
    TelecomScenario scenario = TelecomScenario.builder().events(1).build();

    try (EventWriter writer =
        new EventWriter(
            wrong, scenario.source(), new SimulatorMetrics(new SimpleMeterRegistry()))) {
      assertThatThrownBy(() -> writer.writeAll(scenario.transactions()))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContaining("MILLRACE_POSTGRES_WRITER_PASSWORD")
          .hasMessageNotContaining("not-the-password");
    }
  }

  private static EventWriter writer(TelecomScenario scenario) {
    return new EventWriter(
        database.target(), scenario.source(), new SimulatorMetrics(new SimpleMeterRegistry()));
  }
}
