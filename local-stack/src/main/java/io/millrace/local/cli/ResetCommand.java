package io.millrace.local.cli;

import io.millrace.local.stack.StateFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace reset}: deletes what the stack has kept. */
@Command(
    name = "reset",
    description = {
      "Deletes the embedded engines' data, the logs and the passwords, after asking.",
      "Engines of yours, API keys, and what was downloaded, are not touched."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ./millrace reset --yes    without asking"})
final class ResetCommand implements Callable<Integer> {

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  boolean yes;

  @Mixin StateOption stateOption = new StateOption();

  @Override
  public Integer call() throws IOException {
    StateFolder folder = stateOption.state();
    if (folder.isOwned()) {
      throw new IOException(
          "it is up with " + folder.root() + ": stop it first with: ./millrace down");
    }
    if (!Files.exists(folder.root())) {
      System.out.println("Nothing to delete: " + folder.root() + " is not there.");
      return 0;
    }
    if (!yes && !confirmed(folder)) {
      System.out.println("Nothing was deleted.");
      return MillraceCommand.FAILED;
    }
    folder.deleteState();
    System.out.println("Deleted what was in " + folder.root() + ".");
    return 0;
  }

  private static boolean confirmed(StateFolder folder) throws IOException {
    System.out.printf(
        "This deletes all data, logs and passwords in %s (%,d MB).%nGo on? [y/N] ",
        folder.root(), folder.size() / 1_000_000);
    System.out.flush();
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String answer = answers.readLine();
    if (answer == null) {
      System.out.println();
      throw new IOException("nobody is there to answer; say --yes to delete without asking");
    }
    return answer.strip().matches("(?i)y|yes");
  }
}
