package io.millrace.local.cli;

import io.millrace.local.stack.RunningStack;
import io.millrace.local.stack.StateFolder;
import io.millrace.runtime.access.ApiKey;
import io.millrace.runtime.access.KeyEntry;
import io.millrace.runtime.access.KeyFile;
import io.millrace.runtime.access.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace keys}: who may ask the gateway. The running gateway follows within a second. */
@Command(
    name = "keys",
    description = {
      "Makes, lists and revokes the API keys of the gateway. With the first one the gateway asks for",
      "a key from its next start on; without any it is open to this machine. Only digests are kept."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done; 1 it did not work; 2 wrong arguments.",
      "",
      "Examples:",
      "  ./millrace keys create grafana --role read > grafana.key",
      "  ./millrace keys list",
      "  ./millrace keys revoke grafana"
    })
final class KeysCommand implements Runnable {

  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "keys needs a command: create, list or revoke");
    }
  }

  private static KeyFile file(StateFolder folder) {
    return new KeyFile(folder.apiKeys());
  }

  private static PrintWriter out(@Nullable CommandSpec spec) {
    return spec == null ? new PrintWriter(System.out, true) : spec.commandLine().getOut();
  }

  private static PrintWriter words(@Nullable CommandSpec spec) {
    return spec == null ? new PrintWriter(System.err, true) : spec.commandLine().getErr();
  }

  @Command(
      name = "create",
      description = {
        "Makes a key and prints it to standard output, once: it is kept nowhere.",
        "Without --role it may read."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  ./millrace keys create grafana --role read"})
  void create(
      @Parameters(paramLabel = "NAME", description = "Whose key it is.") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "read",
              description = "read, or admin to change things too.")
          String role,
      @Mixin StateOption stateOption)
      throws IOException {
    StateFolder folder = stateOption.state();
    boolean first = !Files.exists(folder.apiKeys());
    ApiKey key = file(folder).create(name, Role.of(role));
    out(spec).println(key.reveal());
    words(spec).println("Keep it: it cannot be shown again. Send it as Authorization: Bearer KEY.");
    if (first && RunningStack.find(folder).isPresent()) {
      words(spec)
          .println(
              "The gateway that runs is still open; it asks for keys after: ./millrace down &&"
                  + " ./millrace up");
    }
  }

  @Command(
      name = "list",
      description = "Lists name, role and time of creation of each key.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  ./millrace keys list"})
  void list(@Mixin StateOption stateOption) throws IOException {
    StateFolder folder = stateOption.state();
    if (!Files.exists(folder.apiKeys())) {
      words(spec)
          .println("There are no keys. Make one with: ./millrace keys create NAME --role read");
      return;
    }
    KeyFile.Content content = file(folder).read();
    for (KeyEntry key : content.keys()) {
      out(spec).printf("%-24s %-6s %s%n", key.name(), key.role().id(), key.created());
    }
    if (!content.problems().isEmpty()) {
      throw new IOException(String.join("; ", content.problems()));
    }
  }

  @Command(
      name = "revoke",
      description = "Forgets a key; the gateway takes it no longer, within a second.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  ./millrace keys revoke grafana"})
  void revoke(
      @Parameters(paramLabel = "NAME", description = "Whose key it is.") String name,
      @Mixin StateOption stateOption)
      throws IOException {
    StateFolder folder = stateOption.state();
    int left = file(folder).revoke(name);
    words(spec).println("Revoked the key of " + name + ".");
    if (left == 0) {
      words(spec)
          .println(
              "No key is left, so nobody may ask the gateway. To open it to this machine again,"
                  + " delete "
                  + folder.apiKeys()
                  + " and start it anew.");
    }
  }
}
