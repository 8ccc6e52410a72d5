package io.millrace.local.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A stack's status as a file, for commands of other processes. It appears whole or not at all, and
 * holds no secret.
 */
public final class StatusFile {

  private StatusFile() {}

  /** Replaces the file. */
  static void write(Path file, StackStatus status) throws IOException {
    Properties values = new Properties();
    values.setProperty("pid", Long.toString(status.pid()));
    values.setProperty("started", status.started().toString());
    status.ready().ifPresent(ready -> values.setProperty("ready", ready.toString()));
    for (ComponentStatus component : status.components()) {
      String prefix = component.component().id() + ".";
      values.setProperty(prefix + "phase", component.phase().name());
      values.setProperty(prefix + "since", component.since().toString());
      values.setProperty(prefix + "detail", component.detail());
      values.setProperty(prefix + "fraction", Double.toString(component.fraction()));
      values.setProperty(prefix + "pid", Long.toString(component.pid()));
      values.setProperty(prefix + "address", component.address());
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try (Writer writer = Files.newBufferedWriter(unfinished)) {
      values.store(writer, null);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What the last supervisor of a state folder wrote, whether it still lives or not. */
  public static Optional<StackStatus> read(StateFolder folder) throws IOException {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.statusFile())) {
      values.load(reader);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    List<ComponentStatus> components = new ArrayList<>();
    for (Component component : Component.values()) {
      String prefix = component.id() + ".";
      if (values.containsKey(prefix + "phase")) {
        components.add(
            new ComponentStatus(
                component,
                Phase.valueOf(values.getProperty(prefix + "phase")),
                Instant.parse(values.getProperty(prefix + "since")),
                values.getProperty(prefix + "detail"),
                Double.parseDouble(values.getProperty(prefix + "fraction")),
                Long.parseLong(values.getProperty(prefix + "pid")),
                values.getProperty(prefix + "address")));
      }
    }
    return Optional.of(
        new StackStatus(
            Long.parseLong(values.getProperty("pid")),
            Instant.parse(values.getProperty("started")),
            Optional.ofNullable(values.getProperty("ready")).map(Instant::parse),
            components));
  }
}
