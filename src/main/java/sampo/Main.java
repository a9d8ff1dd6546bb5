package sampo;

import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import sampo.cli.Bench;
import sampo.cli.Del;
import sampo.cli.Get;
import sampo.cli.Members;
import sampo.cli.Put;
import sampo.cli.Status;
import sampo.cli.Txn;
import sampo.cli.Verify;

/// The command line: a member, its clients and its load generator in one program.
@Command(
    name = "sampo",
    description = "A replicated key-value store that speaks etcd's v3 API.",
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Put.class,
      Get.class,
      Del.class,
      Txn.class,
      Status.class,
      Members.class,
      Snapshot.class,
      Bench.class,
      Verify.class,
      GenerateCompletion.class,
      HelpCommand.class
    })
public final class Main {

  private Main() {}

  /// Runs one command and exits with its code: 0 done, 1 failed, 2 no member answers, 128 misused.
  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  /// Picks the program for a command line. A member knows no other command than its own: reading
  /// all of them would take a tenth of its start.
  static CommandLine commandLine(String... args) {
    boolean member = args.length > 0 && args[0].equals("server");
    Map<String, String> environment = System.getenv();
    return member
        ? commandLine(new Member(), SampoNode::start, environment)
        : commandLine(SampoNode::start, environment);
  }

  static CommandLine commandLine(Server.Start start, Map<String, String> environment) {
    return commandLine(new Main(), start, environment);
  }

  private static CommandLine commandLine(
      Object program, Server.Start start, Map<String, String> environment) {
    Environment variables = new Environment(environment);
    CommandLine server = new CommandLine(new Server(start, variables));
    ForeignFlags.addTo(server.getCommandSpec());
    CommandLine sampo = new CommandLine(program).addSubcommand(server);
    server.setDefaultValueProvider(variables);
    return sampo
        .setParameterExceptionHandler(Failures::misused)
        .setExecutionExceptionHandler(Failures::failed);
  }

  /// The program with no command but the member's.
  @Command(name = "sampo", exitCodeOnInvalidInput = 128)
  private static final class Member {}

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"sampo " + (version == null ? "(not packaged)" : version)};
    }
  }
}
