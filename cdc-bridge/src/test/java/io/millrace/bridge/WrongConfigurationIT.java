package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongConfigurationIT {

  @TempDir Path folder;

  @Test
  void endsWithCodeTwoAndOneLineWhenAValueIsWrong() throws Exception {
    assertThat(outputOf(Map.of("MILLRACE_BRIDGE_SNAPSHOT_MODE", "often")))
        .isEqualTo(
            "MILLRACE_BRIDGE_SNAPSHOT_MODE is often; allowed: initial, when_needed or never\n");
  }

  @Test
  void endsWithCodeTwoAndOneLineWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(outputOf(Map.of("MILLRACE_BRIDGE_HTTP_PORT", port)))
          .isEqualTo(
              "MILLRACE_BRIDGE_HTTP_PORT is "
                  + port
                  + " (taken on 127.0.0.1); allowed: a free port\n");
    }
  }

  private String outputOf(Map<String, String> settings) throws Exception {
    Map<String, String> environment = new java.util.HashMap<>(settings);
    environment.put("MILLRACE_POSTGRES_REPLICATION_PASSWORD", "secret");
    Path output = folder.resolve("output");
    try (ChildProcess bridge =
        ChildProcess.start(
            ChildProcess.Spec.java(
                "bridge",
                CdcBridge.class.getName(),
                ModuleClasspath.of("cdc-bridge"),
                List.of("-Xmx64m"),
                environment,
                folder,
                output))) {
      assertThat(bridge.onExit().get(30, TimeUnit.SECONDS).exitValue()).isEqualTo(2);
    }
    return Files.readString(output);
  }
}
