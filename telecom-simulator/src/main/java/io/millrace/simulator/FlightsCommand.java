package io.millrace.simulator;

import picocli.CommandLine.Command;

/** {@code flights}: the flights domain. */
@Command(
    name = "flights",
    description = "States of aircraft: recorded, simulated or live.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      FlightsInspectCommand.class,
      FlightsReplayCommand.class,
      FlightsSimulateCommand.class,
      FlightsLiveCommand.class
    })
final class FlightsCommand {}
