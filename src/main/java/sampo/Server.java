package sampo;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
    AutoCloseable start(Settings settings) throws Exception;
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
    AutoCloseable member = start.start(flags.settings());
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(member)));
    new CountDownLatch(1).await();
    return 0;
  }

  private void stop(AutoCloseable member) {
    try {
      member.close();
    } catch (Exception e) {
      spec.commandLine().getErr().println("sampo server: stopped uncleanly: " + e.getMessage());
    }
  }
}
