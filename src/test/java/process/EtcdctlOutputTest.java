package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each command of etcdctl prints with Sampo what it prints with etcd, and ends with the same code.
///
/// Elsewhere are what needs minutes (`check perf`: [EtcdctlPerfTest]) or a second cluster
/// (`make-mirror`: [EtcdctlMirrorTest]); left out is what needs another version of etcdctl
/// (`downgrade`).
@Tag("process")
final class EtcdctlOutputTest {

  @RegisterExtension static final Cluster etcd = EtcdCluster.of(1);
  @RegisterExtension static final Cluster sampo = Cluster.of(1);

  @TempDir Path folder;

  @BeforeAll
  static void needsEtcdctl() {
    Etcdctl.assumeInstalled();
  }

  static Stream<EtcdctlRow> rows() {
    return EtcdctlRow.all();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void printsWhatItPrintsWithEtcd(EtcdctlRow row) {
    assertThat(new Typist(sampo, folder.resolve("sampo")).type(row))
        .containsExactlyElementsOf(new Typist(etcd, folder.resolve("etcd")).type(row));
  }

  /// Types the lines of a row, and puts names in place of what differs from cluster to cluster.
  private static final class Typist {

    private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{12,16}\\b");
    private static final Pattern LEASE = Pattern.compile("lease ([0-9a-f]+) granted");
    private static final Pattern MEMBER = Pattern.compile("^([0-9a-f]+), started");
    private static final String OWN_FIELDS =
        "ClusterID|MemberID|ID|Leader|RaftTerm|RaftIndex|RaftAppliedIndex|DBSize|Hash";
    private static final String LOG_POSITION = "((true|false)[ |,]+){2}\\d+[ |,]+\\d+[ |,]+\\d+";
    private static final String PROGRESS_BAR = "\r[^\n]*\n";
    private static final int NEW_REVISIONS = 50;

    private final Cluster cluster;
    private final Path file;
    private final long revision;
    private final List<String> ids = new ArrayList<>();
    private String lease = "";
    private String member = "";

    Typist(Cluster cluster, Path file) {
      this.cluster = cluster;
      this.file = file;
      this.revision = cluster.member(0).status().getHeader().getRevision();
    }

    List<String> type(EtcdctlRow row) {
      return row.lines().stream().map(this::type).toList();
    }

    private String type(String line) {
      Processes.Result result = run(filledIn(line));
      Matcher granted = LEASE.matcher(result.out());
      if (granted.find()) {
        lease = granted.group(1);
      }
      Matcher listed = MEMBER.matcher(result.out());
      if (listed.find()) {
        member = listed.group(1);
      }
      return "%s%n%d%n%s%s"
          .formatted(line, result.exitCode(), settled(result.out()), settled(result.err()));
    }

    private Processes.Result run(String line) {
      boolean endless = line.startsWith("2> ");
      String[] parts = (endless ? line.substring(3) : line).split(" <<< ", 2);
      String input = parts.length < 2 ? "" : parts[1].replace(";", "\n") + "\n";
      String[] words = parts[0].split(" ");
      Etcdctl ctl = new Etcdctl(cluster.endpoints());
      return endless ? ctl.runUntil(2, input, words) : ctl.run(input, words);
    }

    private String filledIn(String line) {
      return line.replace("{lease}", lease)
          .replace("{member}", member)
          .replace("{file}", file.toString())
          .replace("{rev}", String.valueOf(revision))
          .replace("{rev+1}", String.valueOf(revision + 1))
          .replace("{rev+2}", String.valueOf(revision + 2))
          .replace("{rev+3}", String.valueOf(revision + 3));
    }

    private String settled(String output) {
      String named =
          output
              .replace(file.toString(), "FILE")
              .replaceAll(PROGRESS_BAR, "")
              .replaceAll("\"level\":\"(info|warn)\".*\\R", "")
              .replaceAll("\"(cluster_id|member_id|ID|leader|id)\":\\d+", "\"$1\":0")
              .replaceAll("\"(raft_term|raftTerm|raftIndex|dbSize\\w*)\":\\d+", "\"$1\":0")
              .replaceAll("\"(" + OWN_FIELDS + ")\" : \\d+", "\"$1\" : 0")
              .replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")
              .replaceAll("\\d+(\\.\\d+)?(ns|µs|Âµs|ms|s)\\b", "TIME")
              .replaceAll("-?\\d+(\\.\\d+)? [kM]?B\\b", "SIZE")
              .replaceAll("(?m)^HOST, \\d+$", "HOST, HASH")
              .replaceAll(LOG_POSITION, "STATUS")
              .replaceAll("\\b3\\.\\d+\\.\\d+", "VERSION")
              .replaceAll("-{2,}", "--")
              .replaceAll(" {2,}", " ");
      String withIds =
          ID.matcher(named)
              .replaceAll(
                  id -> {
                    if (!ids.contains(id.group())) {
                      ids.add(id.group());
                    }
                    return "ID" + ids.indexOf(id.group());
                  });
      return Pattern.compile("\\b\\d+\\b")
          .matcher(withIds)
          .replaceAll(number -> relative(number.group()));
    }

    /// A revision of this row, by how much later it is than the start.
    private String relative(String number) {
      if (number.length() > 18) {
        return number;
      }
      long later = Long.parseLong(number) - revision;
      return revision > NEW_REVISIONS && later >= 0 && later < NEW_REVISIONS
          ? "REV+" + later
          : number;
    }
  }
}
