package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static process.Jetcd.await;
import static process.Jetcd.bytes;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.support.CloseableClient;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// jetcd's leases, and their keep-alive across the death of a leader.
@Tag("process")
final class JetcdLeaseTest {

  private static final long SHORT_TTL_SECONDS = 2;

  @RegisterExtension static final Cluster cluster = Cluster.shared();
  @RegisterExtension static final JetcdClient jetcd = new JetcdClient(cluster);

  private static Lease leases() {
    return jetcd.get().getLeaseClient();
  }

  private static void put(ByteSequence key, long lease) throws Exception {
    var options = PutOption.builder().withLeaseId(lease).build();
    await(jetcd.get().getKVClient().put(key, bytes("v"), options));
  }

  private static long count(ByteSequence key) throws Exception {
    return Jetcd.awaitAgain(() -> jetcd.get().getKVClient().get(key)).getCount();
  }

  @Test
  void endWithTheirKeysWhenRevoked() throws Exception {
    ByteSequence key = bytes("jetcd-lease/revoked");
    long lease = await(leases().grant(1000)).getID();
    put(key, lease);
    var asked = await(leases().timeToLive(lease, LeaseOption.builder().withAttachedKeys().build()));
    assertThat(asked.getTTL()).isBetween(900L, 1000L);
    assertThat(asked.getGrantedTTL()).isEqualTo(1000);
    assertThat(asked.getKeys()).containsExactly(key);
    await(leases().revoke(lease));
    assertThat(count(key)).isZero();
    assertThat(await(leases().timeToLive(lease, LeaseOption.DEFAULT)).getTTL()).isEqualTo(-1);
    assertThatThrownBy(() -> await(leases().revoke(lease)))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("requested lease not found");
  }

  @Test
  void endByThemselves() throws Exception {
    ByteSequence key = bytes("jetcd-lease/expired");
    put(key, await(leases().grant(SHORT_TTL_SECONDS)).getID());
    assertThat(count(key)).isEqualTo(1);
    Awaitility.await("the key goes with its lease")
        .atMost(Member.PATIENCE)
        .until(() -> count(key) == 0);
  }

  @Test
  void areKeptAliveOnce() throws Exception {
    long lease = await(leases().grant(1000)).getID();
    assertThat(await(leases().keepAliveOnce(lease)).getTTL()).isEqualTo(1000);
    await(leases().revoke(lease));
    assertThatThrownBy(() -> await(leases().keepAliveOnce(lease)))
        .hasMessageContaining("requested lease not found");
  }

  /// For longer than the lease would have lived by itself, over the death of the leader, who alone
  /// knew how much time was left.
  @Test
  void areKeptAliveWhenTheLeaderIsKilled() throws Exception {
    ByteSequence key = bytes("jetcd-lease/failover");
    long lease = await(leases().grant(5)).getID();
    put(key, lease);
    AtomicInteger renewals = new AtomicInteger();
    try (CloseableClient _ = leases().keepAlive(lease, counting(renewals))) {
      awaitRenewals(renewals, 1);
      cluster.awaitLeader().kill();
      try {
        awaitRenewals(renewals, renewals.get() + 4);
        assertThat(count(key)).isEqualTo(1);
      } finally {
        cluster.heal();
      }
    }
    Awaitility.await("the key goes when nobody keeps its lease alive")
        .atMost(Member.PATIENCE)
        .until(() -> count(key) == 0);
  }

  private static void awaitRenewals(AtomicInteger renewals, int count) {
    Awaitility.await(count + " renewals")
        .atMost(Member.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> renewals.get() >= count);
  }

  private static StreamObserver<LeaseKeepAliveResponse> counting(AtomicInteger renewals) {
    return new StreamObserver<>() {
      @Override
      public void onNext(LeaseKeepAliveResponse response) {
        renewals.incrementAndGet();
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {}
    };
  }
}
