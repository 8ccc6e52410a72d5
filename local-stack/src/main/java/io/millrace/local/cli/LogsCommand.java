package io.millrace.local.cli;

import io.millrace.local.stack.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace logs}: shows what a process has written. */
@Command(
    name = "logs",
    description = "Shows what a process has written, also after its end.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./millrace logs bridge          the last 100 lines",
      "  ./millrace logs spark -f        and what follows, until Ctrl-C",
      "  ./millrace logs build -n 30     of the last build"
    })
final class LogsCommand implements Callable<Integer> {

  /** Names for completion and help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      List<String> names = new ArrayList<>();
      Arrays.stream(Component.values()).map(Component::id).forEach(names::add);
      names.addAll(List.of("supervisor", "build"));
      return names.iterator();
    }
  }

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "Whose: ${COMPLETION-CANDIDATES}.")
  String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written from now on.")
  boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many of the last lines to show. Default: ${DEFAULT-VALUE}.")
  int lines = 100;

  @Mixin StateOption stateOption = new StateOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    new Names().forEach(names::add);
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "NAME is " + name + "; allowed: " + String.join(", ", names));
    }
    if (lines < 0) {
      throw new IllegalArgumentException("--lines is " + lines + "; allowed: 0 and more");
    }
    Path log = stateOption.state().log(name);
    if (!Files.exists(log) && !follow) {
      throw new IOException("nothing was written yet: " + log + " is not there");
    }
    long size = Files.exists(log) ? Files.size(log) : 0;
    if (size > 0) {
      LogTail.last(log, lines).forEach(System.out::println);
    }
    if (follow) {
      LogTail.follow(log, size, System.out);
    }
    return 0;
  }
}
