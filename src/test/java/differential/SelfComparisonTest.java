package differential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import process.Cluster;
import process.EtcdCluster;

/// The judge judged: etcd never disagrees with itself, whatever its unstable sorts do to its
/// answers.
///
/// With one member only. Three of etcd 3.4.23 do disagree: members that need not answer leave the
/// ranges of a transaction out, and so write what the answering member refused for the revision of
/// one of those ranges (mended in 3.5.17, never in 3.4).
@Tag("process")
final class SelfComparisonTest {

  private static final long SEED = Long.getLong("differential.seed", System.nanoTime());
  private static final int REQUESTS = Integer.getInteger("differential.self.requests", 2_000);

  @RegisterExtension static final Cluster one = EtcdCluster.of(1);
  @RegisterExtension static final Cluster other = EtcdCluster.of(1);

  @Test
  void etcdAgreesWithItself() {
    long start = System.nanoTime();
    Report report =
        Comparison.ofItself(new Door(one.members()), new Door(other.members()))
            .run(SEED, REQUESTS);
    System.out.printf(
        "differential, etcd with itself, seed %d, %d ms: %s%n",
        SEED, (System.nanoTime() - start) / 1_000_000, report);
    assertThat(report.disagreements()).as("seed %d", SEED).isEmpty();
  }
}
