package io.millrace.local.cli;

import io.millrace.local.stack.CommandLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace simulate}: writes more events into a stack that is up. */
@Command(
    name = "simulate",
    description = {
      "Writes events into the stack that is up, beside those of its own simulator.",
      "What follows is for the simulator; without \"run\", \"replay\", \"flights\" or \"generate\" it is \"run\"."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ./millrace simulate --rate 500 --duration 60s",
      "  ./millrace simulate run --help                          all it can do",
      "  ./millrace simulate replay calls.csv.gz --speed-up 1000",
      "  ./millrace simulate flights simulate --aircraft 500     aircraft, every 10 s",
      "  ./millrace simulate flights inspect states.json         what a recording is worth",
      "  ./millrace simulate generate --size 1GB --out data      files with planted dirt; needs no stack"
    })
final class SimulateCommand implements Callable<Integer> {

  @Mixin StateOption stateOption = new StateOption();

  @Parameters(paramLabel = "ARGUMENTS", arity = "0..*", description = "For the simulator.")
  List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    if (all.isEmpty() || all.get(0).startsWith("-")) {
      all.add(0, "run");
    }
    boolean help = all.contains("--help") || all.contains("-h");
    if (all.get(0).equals("run") && !all.contains("--no-http") && !help) {
      // The port belongs to the simulator of the stack.
      all.add("--no-http");
    }
    // Neither looks at a database.
    boolean filesOnly =
        all.get(0).equals("generate")
            || (all.size() > 1 && all.subList(0, 2).equals(List.of("flights", "inspect")));
    Map<String, String> environment =
        help || filesOnly
            ? Map.of()
            : ForegroundProcess.stack(stateOption.state()).simulatorEnvironment();
    return ForegroundProcess.run(CommandLines.simulator(all), environment);
  }
}
