package io.millrace.local.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.stack.Component;
import io.millrace.local.stack.StackOptions;
import io.millrace.local.stack.StackStartException;
import io.millrace.local.stack.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringProgramsTest {

  @TempDir Path folder;

  @Test
  void saysHowToGetPrometheusWhereThereIsNone() {
    assertThatThrownBy(() -> MonitoringPrograms.require(Map.of("PATH", folder.toString())))
        .isInstanceOf(StackStartException.class)
        .hasMessageContaining("apt-get install prometheus prometheus-alertmanager")
        .hasMessageContaining("MILLRACE_PROMETHEUS");
  }

  @Test
  void namesAVariableThatLeadsToNoProgram() {
    assertThatThrownBy(
            () -> MonitoringPrograms.require(Map.of("MILLRACE_PROMETHEUS", folder.toString())))
        .hasMessageStartingWith("MILLRACE_PROMETHEUS is " + folder);
  }

  @Test
  void goesWithoutAlertmanagerWhereItIsNotInstalled() throws Exception {
    program("prometheus");
    StackOptions alone =
        MonitoringPrograms.require(Map.of("PATH", folder.toString()))
            .addTo(StackOptions.in(folder));
    program("prometheus-alertmanager");
    StackOptions both =
        MonitoringPrograms.require(Map.of("PATH", folder.toString()))
            .addTo(StackOptions.in(folder));

    assertThat(alone.components())
        .contains(Component.PROMETHEUS)
        .doesNotContain(Component.ALERTMANAGER);
    assertThat(both.components()).contains(Component.PROMETHEUS, Component.ALERTMANAGER);
  }

  @Test
  void asksForAKeyOnceTheGatewayDoes() throws Exception {
    StateFolder state = new StateFolder(folder);
    MonitoringProcesses.requireKey(state, Map.of());
    Files.writeString(state.apiKeys(), "");

    assertThatThrownBy(() -> MonitoringProcesses.requireKey(state, Map.of()))
        .hasMessageContaining("./millrace keys create prometheus --role read")
        .hasMessageContaining("MILLRACE_MONITORING_KEY");
    MonitoringProcesses.requireKey(state, Map.of("MILLRACE_MONITORING_KEY", "key"));
  }

  private void program(String name) throws IOException {
    Files.createFile(
        folder.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
