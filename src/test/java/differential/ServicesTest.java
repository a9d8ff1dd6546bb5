package differential;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import process.Cluster;
import process.EtcdCluster;

/// Sampo answers as etcd does in every service: one script each, of calls legal and illegal, played
/// to both.
///
/// `-Ddifferential.seed` repeats the scripts, `-Ddifferential.steps` sets their length,
/// `-Ddifferential.services` picks some.
@Tag("process")
final class ServicesTest {

  private static final int STEPS = Integer.getInteger("differential.steps", 2_000);

  @RegisterExtension static final Cluster etcd = EtcdCluster.of(1).with(Service.FLAGS);
  @RegisterExtension static final Cluster sampo = Cluster.of(1).with(Service.FLAGS);

  /// All but KV, which has tests of its own.
  static Stream<Service> services() {
    return Service.chosen(
        Service.LEASE,
        Service.WATCH,
        Service.MAINTENANCE,
        Service.LOCK,
        Service.ELECTION,
        Service.AUTH);
  }

  @ParameterizedTest
  @MethodSource("services")
  void aMemberAnswersAsEtcdDoes(Service service) {
    try (Party real = Streams.party(etcd);
        Party candidate = Streams.party(sampo)) {
      Comparison comparison = Comparison.of(real, candidate);
      Streams.run(service + " of one member", comparison, service.script(Streams.SEED), STEPS);
    }
  }
}
