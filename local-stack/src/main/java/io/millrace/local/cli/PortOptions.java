package io.millrace.local.cli;

import io.millrace.local.stack.StackOptions;
import io.millrace.local.stack.StackPort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * The ports that {@code up} listens on, all of them on 127.0.0.1: an option for each {@link
 * StackPort}. Help shows the one that most people look for, and names the others beside it.
 */
@Command
final class PortOptions {

  private @Nullable CommandSpec command;

  /** Adds the options to the command that has this mixin. */
  @Spec(Spec.Target.MIXEE)
  void setCommand(CommandSpec mixee) {
    command = mixee;
    for (StackPort use : StackPort.values()) {
      mixee.addOption(
          OptionSpec.builder(use.option())
              .type(Integer.class)
              .paramLabel("PORT")
              .hidden(use != StackPort.GATEWAY)
              .description(
                  "API, page, health and metrics, on 127.0.0.1; 0 takes any free port. So for"
                      + " every part: "
                      + StackPort.options()
                      + ".")
              .build());
    }
  }

  StackOptions apply(StackOptions options) {
    StackOptions changed = options;
    for (StackPort use : StackPort.values()) {
      Integer port = given(use);
      if (port != null) {
        changed = changed.withPort(use, port);
      }
    }
    return changed;
  }

  private @Nullable Integer given(StackPort use) {
    OptionSpec option = command == null ? null : command.findOption(use.option());
    return option == null ? null : option.getValue();
  }
}
