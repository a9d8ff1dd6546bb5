package sampo;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sampo server`: one member, until it is told to stop.
@Command(
    name = "server",
    description = {
      "Runs one member of a cluster until SIGTERM or SIGINT.",
      "Every flag can be given as an environment variable: ETCD_DATA_DIR for --data-dir."
    },
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    mixinStandardHelpOptions = true)
final class Server implements Callable<Integer> {

  /// Starts a member and returns once it serves; closing what it returns stops the member.
  interface Start {
    SampoNode start(Settings settings) throws Exception;
  }

  private final Start start;
  private final Environment environment;
  @Mixin private Flags flags = new Flags();
  @Spec private CommandSpec spec = CommandSpec.create();

  Server(Start start, Environment environment) {
    this.start = start;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    environment.requireNoConflict(spec.commandLine().getParseResult());
    SampoNode member = start.start(flags.settings());
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(member)));
    return member.awaitEnd();
  }

  /// Stops the member and ends the process with its verdict: a JVM that is told to stop would
  /// otherwise say 143, which service managers take for a failure.
  private void stop(SampoNode member) {
    member.close();
    Runtime.getRuntime().halt(member.exitCode());
  }
}
