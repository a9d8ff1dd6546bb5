package differential;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import process.Cluster;
import process.EtcdCluster;

/// Three members, asked by turns, answer as one etcd does: whoever is asked has all that any of
/// them has acknowledged.
///
/// `-Ddifferential.cluster.requests` sets the length of the stream.
@Tag("process")
final class DifferentialClusterTest {

  private static final int REQUESTS = Integer.getInteger("differential.cluster.requests", 5_000);

  @RegisterExtension static final Cluster etcd = EtcdCluster.of(1);
  @RegisterExtension static final Cluster sampo = Cluster.of(3);

  @Test
  void threeMembersAskedByTurnsAnswerAsOneEtcdDoes() {
    Comparison comparison = Comparison.of(Streams.party(etcd), Streams.party(sampo));
    Streams.run("three members", comparison, new KvScript(Streams.SEED), REQUESTS);
  }
}
