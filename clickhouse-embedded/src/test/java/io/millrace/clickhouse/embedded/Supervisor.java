package io.millrace.clickhouse.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A program that starts ClickHouse, prints its process id, and waits to be killed. */
final class Supervisor {

  private static final String PREFIX = "child ";

  private Supervisor() {}

  public static void main(String[] args) throws InterruptedException {
    ClickHouseProcess process = ClickHouseProcess.in(Path.of(args[0])).start();
    System.out.println(PREFIX + process.pid());
    process.onExit().join();
  }

  static Optional<ProcessHandle> childOf(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.startsWith(PREFIX))
        .findFirst()
        .flatMap(line -> ProcessHandle.of(Long.parseLong(line.substring(PREFIX.length()))));
  }
}
