package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// One line and the right exit code for whatever is typed.
final class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Settings> started = new ArrayList<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server --nam=a                 |   1 | Unknown option: '--nam=a'; Possible solutions:"
            + " --name",
        "server --force-new-cluster     |   1 | --force-new-cluster is not supported: a member",
        "server --unsafe-no-fsync=true  |   1 | what is acknowledged is on disk",
        "server --discovery=http://x    |   1 | --discovery is not supported: the members",
        "server --watch-progress-notify-interval=soon | 1 | is not a time such as",
        "server --config-file=/nowhere  |   1 | /nowhere does not exist",
        "server --election-timeout soon |   1 | 'soon' is not an int",
        "server --name                  |   1 | Missing required parameter",
        "server stray                   |   1 | Unmatched argument",
        "server --election-timeout=1    |   1 | should be at least as 5 times",
        "server --name=a --name=b       |   1 | should be specified only once",
        "get                            | 128 | Missing required parameter: 'KEY'",
        "get a --limit many             | 128 | 'many' is not a long",
        "get a b --prefix               | 128 | too many arguments",
        "get a --prefix --from-key      | 128 | cannot be set at the same time",
        "get a --order up               | 128 | bad sort order up",
        "get a --sort-by size           | 128 | bad sort target size",
        "get a --consistency x          | 128 | unknown consistency flag",
        "get a -w yaml                  | 128 | yaml",
        "put a b --lease xyz            | 128 | expecting ID in Hex",
        "put a b --endpoints nowhere    | 128 | an endpoint is host:port",
        "put a b --endpoints https://h  | 128 | an endpoint is host:port",
        "put a b --cacert=/nowhere      |   1 | /nowhere does not exist",
        "put a b --cert=/nowhere        |   1 | --cert and --key must both be given",
        "put a b --insecure-skip-tls-verify --endpoints 127.0.0.1:1|2|answers at"
            + " https://127.0.0.1:1",
        "put a b --command-timeout soon | 128 | is not a time such as",
        "put a b --endpoints 127.0.0.1:1|   2 | Error: no member answers at 127.0.0.1:1",
        "bench                          | 128 | what load?",
        "bench put --clients 0          | 128 | --clients must be positive",
        "bench put --conns 9            | 128 | some connections would be idle",
        "bench put --key-size 2         | 128 | too short",
        "bench txn --txn-ops 2          | 128 | --sequential-keys",
        "fly                            | 128 | 'fly'",
      })
  void misuseIsOneLine(String arguments, int code, String why) {
    assertThat(run(Map.of(), arguments)).isEqualTo(code);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains(why);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theEnvironmentSetsFlags() {
    run(Map.of("ETCD_NAME", "a", "ETCD_HEARTBEAT_INTERVAL", "20"), "server");
    assertThat(started)
        .singleElement()
        .satisfies(
            settings -> {
              assertThat(settings.name()).isEqualTo("a");
              assertThat(settings.heartbeatInterval()).hasMillis(20);
            });
  }

  @Test
  void aFlagAndItsVariableAreNotBothSet() {
    assertThat(run(Map.of("ETCD_NAME", "a"), "server --name=a")).isEqualTo(1);
    assertThat(err.toString())
        .contains("conflicting environment variable: ETCD_NAME is shadowed by --name");
    assertThat(started).isEmpty();
  }

  @Test
  void aVariableOfAnotherFlagIsNoConflict() {
    run(Map.of("ETCD_NAME", "a"), "server --heartbeat-interval=20");
    assertThat(started).singleElement().satisfies(s -> assertThat(s.name()).isEqualTo("a"));
  }

  @Test
  void helpNamesEveryFlagOfAMember() {
    assertThat(run(Map.of(), "server --help")).isZero();
    assertThat(out.toString())
        .contains(
            "--name",
            "--data-dir",
            "--listen-client-urls",
            "--advertise-client-urls",
            "--listen-peer-urls",
            "--initial-advertise-peer-urls",
            "--initial-cluster",
            "--initial-cluster-state",
            "--initial-cluster-token",
            "--heartbeat-interval",
            "--election-timeout");
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(run(Map.of(), "help")).isZero();
    assertThat(out.toString())
        .contains("server", "put", "get", "del", "txn", "status", "members", "bench");
  }

  @Test
  void aMemberReadsNoCommandButItsOwn() {
    assertThat(Main.commandLine("server", "--name=a").getSubcommands()).containsOnlyKeys("server");
    assertThat(Main.commandLine("put", "server").getSubcommands()).containsKeys("server", "put");
    assertThat(Main.commandLine().getSubcommands()).containsKeys("server", "put", "help");
  }

  @Test
  void completionIsAScript() {
    assertThat(run(Map.of(), "generate-completion")).isZero();
    assertThat(out.toString()).contains("complete -F", "--initial-cluster");
  }

  private int run(Map<String, String> environment, String arguments) {
    CommandLine sampo = Main.commandLine(this::start, environment);
    sampo.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return sampo.execute(arguments.strip().split(" +"));
  }

  private SampoNode start(Settings settings) {
    started.add(settings);
    throw new InvalidSettings("not in this test");
  }
}
