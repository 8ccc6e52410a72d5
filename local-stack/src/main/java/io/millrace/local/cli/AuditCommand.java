package io.millrace.local.cli;

import io.millrace.local.audit.AuditReport;
import io.millrace.local.audit.FlightAudit;
import io.millrace.local.audit.TelecomAudit;
import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StateFolder;
import io.millrace.model.Domain;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace audit}: holds the analytics against PostgreSQL. */
@Command(
    name = "audit",
    description = {
      "Computes every window from PostgreSQL's own table and compares it with the analytics.",
      "Events on their way differ: stop the simulator first, or ask again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all windows are equal; 1 some are not.",
      "",
      "Example:",
      "  ./millrace up -d --no-simulator && ./millrace simulate --events 10000 && ./millrace audit"
    })
final class AuditCommand implements Callable<Integer> {

  @Mixin StateOption stateOption = new StateOption();

  @Override
  public Integer call() throws IOException {
    StateFolder folder = stateOption.state();
    RunningStack running =
        RunningStack.find(folder)
            .orElseThrow(
                () ->
                    new IOException(
                        "nothing is up with " + folder.root() + ": start it with: ./millrace up"));
    boolean exact = true;
    try (Connection clickHouse = connect(running.clickHouse(System.getenv()))) {
      for (Domain domain : Domain.values()) {
        try (Connection postgres = connect(running.postgres(domain.database()))) {
          AuditReport report =
              switch (domain) {
                case TELECOM -> new TelecomAudit(postgres, clickHouse).run();
                case OPENSKY -> new FlightAudit(postgres, clickHouse).run();
              };
          System.out.printf("%-8s %s%n", domain.database(), report.summary());
          report.examples().forEach(example -> System.out.println("  " + example));
          exact &= report.exact();
        }
      }
      return exact ? 0 : MillraceCommand.FAILED;
    } catch (SQLException e) {
      throw new IOException("the audit could not ask: " + e.getMessage(), e);
    }
  }

  private static Connection connect(RunningStack.Access access) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", access.user());
    properties.setProperty("password", access.password());
    return DriverManager.getConnection(access.url(), properties);
  }
}
