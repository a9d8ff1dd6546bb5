package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// etcd's own check of performance, which lasts a minute: 150 writes a second of 50 clients.
@Tag("process")
@Tag("long")
final class EtcdctlPerfTest {

  @RegisterExtension static final Cluster etcd = EtcdCluster.of(1);
  @RegisterExtension static final Cluster sampo = Cluster.of(1);

  @BeforeAll
  static void needsEtcdctl() {
    Etcdctl.assumeInstalled();
  }

  /// Where the machine is too slow for etcd, it may be for Sampo.
  @Test
  void passesTheCheckThatEtcdPasses() {
    Processes.Result real = check(etcd);
    Processes.Result ours = check(sampo);
    assertThat(verdicts(ours).replaceAll("FAIL|PASS", "SAYS"))
        .isEqualTo(verdicts(real).replaceAll("FAIL|PASS", "SAYS"));
    if (real.exitCode() == 0) {
      assertThat(ours.exitCode()).as(verdicts(ours)).isZero();
    }
    assertThat(keysOf(sampo)).isEqualTo(keysOf(etcd));
  }

  private static Processes.Result check(Cluster cluster) {
    Processes.Result result = new Etcdctl(cluster.endpoints()).run("", "check", "perf");
    System.out.printf("etcdctl check perf, %s: %s%n", cluster.member(0), verdicts(result));
    return result;
  }

  /// Without the progress bar and the figures.
  private static String verdicts(Processes.Result result) {
    return result
        .out()
        .replaceAll("\r[^\n]*\n", "")
        .replaceAll("\\d+(\\.\\d+)?s\\b", "TIME")
        .replaceAll("\\d+ writes", "N writes");
  }

  /// What it has left behind.
  private static List<String> keysOf(Cluster cluster) {
    return new Etcdctl(cluster.endpoints()).lines("get", "", "--prefix", "--keys-only");
  }
}
