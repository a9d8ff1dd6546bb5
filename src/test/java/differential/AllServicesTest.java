package differential;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import process.Cluster;
import process.EtcdCluster;

/// A hundred thousand calls of all services, half of them KV's, one service after the other, played
/// to etcd and to Sampo: whatever is not in the table of differences is the same.
///
/// `-Ddifferential.calls` sets how many, `-Ddifferential.seed` repeats the scripts,
/// `-Ddifferential.services` picks some.
@Tag("process")
@Tag("long")
final class AllServicesTest {

  private static final int CALLS = Integer.getInteger("differential.calls", 100_000);

  @RegisterExtension static final Cluster etcd = EtcdCluster.of(1).with(Service.FLAGS);
  @RegisterExtension static final Cluster sampo = Cluster.of(1).with(Service.FLAGS);

  static Stream<Service> services() {
    return Service.chosen(Service.values());
  }

  @ParameterizedTest
  @MethodSource("services")
  void aMemberAnswersAsEtcdDoes(Service service) {
    try (Party real = Streams.party(etcd);
        Party candidate = Streams.party(sampo)) {
      Comparison comparison = Comparison.of(real, candidate);
      Streams.run("all of " + service, comparison, service.script(Streams.SEED), share(service));
    }
  }

  private static int share(Service service) {
    int half = CALLS / 2;
    int others = Service.values().length - 1;
    return service == Service.KV ? half : Math.ceilDiv(CALLS - half, others);
  }
}
