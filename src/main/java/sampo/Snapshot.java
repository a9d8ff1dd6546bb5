package sampo;

import actors.AlarmMachine;
import actors.StateMachine;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import mvcc.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sampo snapshot`: what `etcdctl snapshot save` has saved from a member.
@Command(
    name = "snapshot",
    description = "Checks a snapshot that etcdctl snapshot save has saved, or restores it.",
    subcommands = {Snapshot.Status.class, Snapshot.Restore.class},
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true)
final class Snapshot {

  /// What belongs to the cluster that the snapshot was taken of, and to no other.
  private static final Set<String> OLD_CLUSTER =
      Set.of(StateMachine.MEMBERS_TABLE, AlarmMachine.TABLE);

  private Snapshot() {}

  /// `sampo snapshot status`.
  @Command(
      name = "status",
      description = {
        "Reads a snapshot, checks every checksum, and says what it holds.",
        "revision, oldest readable revision, rows, bytes"
      },
      exitCodeOnInvalidInput = 128,
      mixinStandardHelpOptions = true)
  static final class Status implements Callable<Integer> {

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
      spec.commandLine().getOut().println(line(new Backup(file).verify()));
      return 0;
    }
  }

  /// `sampo snapshot restore`.
  @Command(
      name = "restore",
      description = {
        "Makes the data folder of a member of a new cluster from a snapshot.",
        "Do so for every member, from the same file; then start them with the --initial-cluster of",
        "the new cluster, and an --initial-cluster-token of its own.",
        "No revision that anyone may have seen of the old cluster is used again; all of them count",
        "as compacted, so that watches and caches begin anew."
      },
      exitCodeOnInvalidInput = 128,
      mixinStandardHelpOptions = true)
  static final class Restore implements Callable<Integer> {

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(
        names = "--data-dir",
        required = true,
        paramLabel = "DIR",
        description = "The folder to be; it must not hold a member.")
    private Path dataDir = Path.of("");

    @Option(
        names = "--bump-revision",
        paramLabel = "N",
        defaultValue = "1000000000",
        description = "Revisions to skip; 0 for none (default: ${DEFAULT-VALUE}).")
    private long bump;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
      var member = dataDir.resolve("member");
      if (Files.exists(member)) {
        throw new InvalidSettings(dataDir + " holds a member already");
      }
      if (bump < 0) {
        throw new InvalidSettings("--bump-revision cannot be negative");
      }
      var backup = new Backup(file);
      backup.verify();
      var content = restore(backup, member);
      PrintWriter out = spec.commandLine().getOut();
      out.println("restored " + line(content) + " into " + dataDir);
      return 0;
    }

    /// The folder gets its name once all of it is there.
    private Backup.Content restore(Backup backup, Path member) throws IOException {
      var fresh = Files.createDirectories(dataDir).resolve("member.restoring");
      var settings = ConfigFactory.load().getConfig("sampo.store");
      Backup.Content content;
      try (var store =
          new StoreFiles(fresh.resolve("store"))
              .open(settings.getBoolean("native"), settings.getInt("open-tables"))) {
        content = backup.restore(store, bump, OLD_CLUSTER);
      }
      Files.move(fresh, member);
      return content;
    }
  }

  private static String line(Backup.Content content) {
    return "revision %d, readable from %d, %d rows, %d bytes"
        .formatted(
            content.revision(),
            Math.max(1, content.compactRevision()),
            content.rows(),
            content.bytes());
  }
}
