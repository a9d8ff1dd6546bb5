package differential;

import static org.assertj.core.api.Assertions.assertThat;

import etcd.EtcdError;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import process.Cluster;
import process.EtcdCluster;

/// Sampo answers as etcd does: one stream of requests, legal and illegal, to both.
///
/// `-Ddifferential.seed` repeats a stream, `-Ddifferential.requests` sets its length.
@Tag("process")
final class DifferentialTest {

  private static final int REQUESTS = Integer.getInteger("differential.requests", 20_000);

  /// What a stream of any length worth the name has met.
  private static final List<EtcdError> MET =
      List.of(
          EtcdError.KEY_NOT_PROVIDED,
          EtcdError.KEY_NOT_FOUND,
          EtcdError.VALUE_PROVIDED,
          EtcdError.LEASE_PROVIDED,
          EtcdError.LEASE_NOT_FOUND,
          EtcdError.TOO_MANY_OPS,
          EtcdError.DUPLICATE_KEY,
          EtcdError.INVALID_SORT_OPTION,
          EtcdError.COMPACTED,
          EtcdError.FUTURE_REVISION);

  private static final int WORTH_THE_NAME = 5_000;

  @RegisterExtension static final Cluster etcd = EtcdCluster.of(1);
  @RegisterExtension static final Cluster sampo = Cluster.of(1);

  @Test
  void aMemberAnswersAsEtcdDoes() {
    Comparison comparison = Comparison.of(Streams.party(etcd), Streams.party(sampo));
    Report report = Streams.run("one member", comparison, new KvScript(Streams.SEED), REQUESTS);
    if (REQUESTS >= WORTH_THE_NAME) {
      assertThat(report.refusals())
          .containsAll(MET.stream().map(Answer::of).map(Answer::toString).toList());
    }
  }
}
