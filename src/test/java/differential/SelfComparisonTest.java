package differential;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import process.Cluster;
import process.EtcdCluster;

/// The judge judged: etcd never disagrees with itself, whatever its unstable sorts do to its
/// answers, and whenever it sends what it sends.
///
/// With one member only. Three of etcd 3.4.23 do disagree: members that need not answer leave the
/// ranges of a transaction out, and so write what the answering member refused for the revision of
/// one of those ranges (mended in 3.5.17, never in 3.4).
@Tag("process")
final class SelfComparisonTest {

  private static final int STEPS = Integer.getInteger("differential.self.steps", 600);

  @RegisterExtension static final Cluster one = EtcdCluster.of(1).with(Service.FLAGS);
  @RegisterExtension static final Cluster other = EtcdCluster.of(1).with(Service.FLAGS);

  static Stream<Service> services() {
    return Service.chosen(Service.values());
  }

  @ParameterizedTest
  @MethodSource("services")
  void etcdAgreesWithItself(Service service) {
    try (Party etcd = Streams.party(one);
        Party candidate = Streams.party(other)) {
      Comparison comparison = Comparison.ofItself(etcd, candidate);
      Streams.run("etcd with itself, " + service, comparison, service.script(Streams.SEED), STEPS);
    }
  }
}
