package sampo;

import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sampo server`: one member, until it is told to stop.
@Command(
    name = "server",
    description = {
      "Runs one member of a cluster until SIGTERM or SIGINT.",
      "Every flag can be given as an environment variable: ETCD_DATA_DIR for --data-dir.",
      "All flags of etcd are known; one that has no effect here says so in the log."
    },
    preprocessor = Spelling.class,
    versionProvider = Main.Version.class,
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
    var configuration = Configuration.of(flags, spec.commandLine().getParseResult(), environment);
    Logging.configure(configuration.settings().log());
    configuration.notes().forEach(LoggerFactory.getLogger("sampo.node")::warn);
    SampoNode member = start.start(configuration.settings());
    ServiceNotice systemd = ServiceNotice.of(System.getenv());
    systemd.send(ServiceNotice.READY);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(member, systemd)));
    return member.awaitEnd();
  }

  /// Stops the member and ends the process with its verdict: a JVM that is told to stop would
  /// otherwise say 143, which service managers take for a failure.
  private void stop(SampoNode member, ServiceNotice systemd) {
    systemd.send(ServiceNotice.STOPPING);
    member.close();
    Runtime.getRuntime().halt(member.exitCode());
  }
}
