package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.stack.RunningStack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace jobs}: what the scheduler of a stack runs. */
@Command(
    name = "jobs",
    description = "Says what the scheduler runs and how it went, and has it run or end something.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      JobsCommand.RunsOf.class,
      JobsCommand.RunJob.class,
      JobsCommand.Show.class,
      JobsCommand.Cancel.class
    },
    footer = {
      "",
      "Where the stack has API keys, MILLRACE_API_KEY holds one.",
      "Exit codes: 0 done; 1 it did not work; 2 wrong arguments.",
      "",
      "Examples:",
      "  ./millrace jobs                                      all jobs",
      "  ./millrace jobs run telecom-daily --day 2026-11-20",
      "  ./millrace jobs run telecom-daily --from 2026-11-01 --to 2026-11-20",
      "  ./millrace jobs runs telecom-daily",
      "  ./millrace jobs show 17"
    })
final class JobsCommand implements Callable<Integer> {

  @Mixin Asked asked = new Asked();

  /** What every command here takes. */
  static final class Asked {
    @Mixin StateOption stateOption = new StateOption();

    @Option(names = "--json", description = "Answer as the scheduler does, for programs.")
    boolean json;

    SchedulerClient client() throws IOException {
      RunningStack stack = ForegroundProcess.stack(stateOption.state());
      return new SchedulerClient(stack.scheduler(), System.getenv());
    }

    /** Prints an answer, for programs or for people. */
    int print(JsonNode answer, Words words) {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      if (json) {
        out.println(answer.toPrettyString());
      } else {
        words.print(answer, out);
      }
      out.flush();
      return 0;
    }
  }

  /** Says an answer to people. */
  private interface Words {
    void print(JsonNode answer, PrintStream out);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return asked.print(asked.client().get("/api/v1/jobs"), JobsCommand::jobs);
  }

  private static void jobs(JsonNode answer, PrintStream out) {
    TextTable table = new TextTable("JOB", "NEXT", "LAST DAY", "STATE", "ENDED", "RUN");
    for (JsonNode job : answer.path("jobs")) {
      JsonNode last = job.path("lastRun");
      table.add(
          text(job, "name"),
          job.path("enabled").asBoolean() ? text(job, "nextFireTime") : "not scheduled",
          text(last, "day"),
          text(last, "state"),
          text(last, "endedAt"),
          text(last, "id"));
    }
    table.print(out);
  }

  private static void runs(JsonNode answer, PrintStream out) {
    TextTable table = new TextTable("RUN", "DAY", "TRIGGER", "STATE", "STARTED", "TOOK", "MESSAGE");
    for (JsonNode run : answer.path("runs")) {
      table.add(
          text(run, "id"),
          text(run, "day"),
          text(run, "trigger"),
          text(run, "state"),
          text(run, "startedAt"),
          took(run),
          text(run, "message"));
    }
    table.print(out);
    if (!answer.path("next").asText("").isEmpty()) {
      out.println("There are older ones: --limit shows up to 500.");
    }
  }

  private static void detail(JsonNode answer, PrintStream out) {
    JsonNode run = answer.path("run");
    out.printf(
        "run %s: %s for %s, %s, %s%n",
        text(run, "id"),
        text(run, "job"),
        text(run, "day"),
        text(run, "trigger"),
        text(run, "state"));
    if (!text(run, "message").equals("-")) {
      out.println(text(run, "message"));
    }
    out.println();
    TextTable steps =
        new TextTable("STEP", "ATTEMPT", "STATE", "EXIT", "STARTED", "TOOK", "MESSAGE");
    for (JsonNode step : answer.path("steps")) {
      steps.add(
          text(step, "step"),
          text(step, "attempt"),
          text(step, "state"),
          text(step, "exitCode"),
          text(step, "startedAt"),
          took(step),
          text(step, "message"));
    }
    steps.print(out);
    for (JsonNode step : answer.path("steps")) {
      if (step.path("report").isObject()) {
        out.printf("%nreport of %s: %s%n", text(step, "step"), step.path("report"));
      }
    }
    for (JsonNode told : answer.path("notifications")) {
      out.printf(
          "%n%s by %s: %s",
          text(told, "event"),
          text(told, "channel"),
          told.path("deliveredAt").isNull()
              ? "not delivered, " + text(told, "lastError")
              : text(told, "deliveredAt"));
    }
    JsonNode last = answer.path("steps").path(answer.path("steps").size() - 1);
    if (!last.path("logTail").asText("").isBlank()) {
      out.printf("%n%nthe end of the log of %s:%n%s%n", text(last, "step"), text(last, "logTail"));
    }
  }

  private static String text(JsonNode node, String field) {
    String text = node.path(field).asText("");
    return text.isEmpty() || text.equals("null") ? "-" : text.strip();
  }

  private static String took(JsonNode node) {
    if (text(node, "startedAt").equals("-") || text(node, "endedAt").equals("-")) {
      return "-";
    }
    long seconds =
        Duration.between(
                Instant.parse(text(node, "startedAt")), Instant.parse(text(node, "endedAt")))
            .toSeconds();
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }

  /** {@code millrace jobs runs}. */
  @Command(
      name = "runs",
      description = "Lists the runs of a job, newest first.",
      mixinStandardHelpOptions = true)
  static final class RunsOf implements Callable<Integer> {

    @Mixin Asked asked = new Asked();

    @Parameters(paramLabel = "JOB", description = "Its name.")
    String job = "";

    @Option(names = "--day", paramLabel = "DAY", description = "Only of that day.")
    @Nullable String day;

    @Option(names = "--limit", paramLabel = "N", description = "1 to 500. Default: 20.")
    int limit = 20;

    @Override
    public Integer call() throws IOException, InterruptedException {
      String path =
          pathOf(job) + "?limit=" + limit + (day == null ? "" : "&day=" + Encoded.of(day));
      return asked.print(asked.client().get(path), JobsCommand::runs);
    }
  }

  /** {@code millrace jobs run}. */
  @Command(
      name = "run",
      description = "Has a job run for a day, or for each day of a range; returns at once.",
      mixinStandardHelpOptions = true)
  static final class RunJob implements Callable<Integer> {

    @Mixin Asked asked = new Asked();

    @Parameters(paramLabel = "JOB", description = "Its name.")
    String job = "";

    @ArgGroup(multiplicity = "1")
    Days days = new Days();

    /** One day or several. */
    static final class Days {
      @Option(names = "--day", paramLabel = "DAY", description = "Such as 2026-11-20.")
      @Nullable String day;

      @ArgGroup(exclusive = false)
      @Nullable Range range;
    }

    /** From a day to another. */
    static final class Range {
      @Option(names = "--from", required = true, paramLabel = "DAY", description = "The first.")
      String from = "";

      @Option(names = "--to", required = true, paramLabel = "DAY", description = "The last.")
      String to = "";
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      Map<String, String> body = new TreeMap<>();
      Range range = days.range;
      if (range != null) {
        body.put("from", range.from);
        body.put("to", range.to);
      } else {
        body.put("day", String.valueOf(days.day));
      }
      return asked.print(asked.client().post(pathOf(job), body), JobsCommand::runs);
    }
  }

  /** {@code millrace jobs show}. */
  @Command(
      name = "show",
      description =
          "Shows a run: its steps, what they reported, and the end of the last one's log.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {

    @Mixin Asked asked = new Asked();

    @Parameters(paramLabel = "RUN", description = "Its number.")
    long run;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return asked.print(asked.client().get("/api/v1/runs/" + run), JobsCommand::detail);
    }
  }

  /** {@code millrace jobs cancel}. */
  @Command(
      name = "cancel",
      description = "Ends a run and its process.",
      mixinStandardHelpOptions = true)
  static final class Cancel implements Callable<Integer> {

    @Mixin Asked asked = new Asked();

    @Parameters(paramLabel = "RUN", description = "Its number.")
    long run;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return asked.print(
          asked.client().post("/api/v1/runs/" + run + "/cancel", Map.of()),
          (answer, out) -> out.printf("run %s is %s%n", text(answer, "id"), text(answer, "state")));
    }
  }

  private static String pathOf(String job) {
    return "/api/v1/jobs/" + Encoded.of(job) + "/runs";
  }

  /** What stands in a path or a query. */
  private static final class Encoded {
    static String of(String text) {
      return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }
}
