package process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseStatus;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.LeaseTimeToLiveResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Leases on real members, asked by the clients that are written for etcd.
@Tag("process")
final class LeaseTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  private static Etcdctl ctl() {
    return new Etcdctl(cluster.endpoints());
  }

  private static List<String> ctl(String... words) {
    return ctl().lines(words);
  }

  @Test
  void etcdctlGrantsAndRevokes() {
    Etcdctl.assumeInstalled();
    String granted = ctl("lease", "grant", "600").getFirst();
    assertThat(granted).matches("lease [0-9a-f]{16} granted with TTL\\(600s\\)");
    String id = granted.split(" ")[1];
    ctl("put", "ctl-lease/b", "2", "--lease=" + id);
    ctl("put", "ctl-lease/a", "1", "--lease=" + id);
    assertThat(ctl("lease", "list")).contains(id);
    assertThat(ctl("lease", "timetolive", id, "--keys").getFirst())
        .startsWith("lease " + id + " granted with TTL(600s), remaining(")
        .contains("ctl-lease/a", "ctl-lease/b");
    assertThat(ctl("lease", "keep-alive", "--once", id))
        .containsExactly("lease " + id + " keepalived with TTL(600)");
    assertThat(ctl("lease", "revoke", id)).containsExactly("lease " + id + " revoked");
    assertThat(ctl("get", "ctl-lease/", "--prefix")).isEmpty();
    assertThat(ctl("lease", "timetolive", id)).containsExactly("lease " + id + " already expired");
  }

  @Test
  void everyMemberRenewsAndKnowsTheTime() {
    long id = lease(cluster.member(0)).leaseGrant(grant(0, 600)).getID();
    for (Member member : cluster.members()) {
      LeaseTimeToLiveResponse live = timeToLive(member, id);
      assertThat(live.getTTL()).as("%s", member).isBetween(500L, 600L);
      assertThat(live.getGrantedTTL()).isEqualTo(600);
      assertThat(live.getHeader().getMemberId())
          .isEqualTo(member.status().getHeader().getMemberId());
      assertThat(timeToLive(member, 404).getTTL()).isEqualTo(-1);
      assertThat(
              lease(member)
                  .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
                  .getLeasesList()
                  .stream()
                  .map(LeaseStatus::getID))
          .contains(id);
    }
  }

  /// jetcd renews by itself for as long as it is asked to; then the lease ends, with its key.
  @Test
  void jetcdKeepsALeaseAlive() throws Exception {
    try (Client client = client()) {
      var leases = client.getLeaseClient();
      long id = leases.grant(2).get(30, TimeUnit.SECONDS).getID();
      var key = ByteSequence.from("jetcd-lease", StandardCharsets.UTF_8);
      client
          .getKVClient()
          .put(key, key, PutOption.builder().withLeaseId(id).build())
          .get(30, TimeUnit.SECONDS);
      assertThat(leases.keepAliveOnce(id).get(30, TimeUnit.SECONDS).getTTL()).isEqualTo(2);
      var renewed = new AtomicInteger();
      try (var _ = leases.keepAlive(id, counting(renewed))) {
        await("five renewals").until(() -> renewed.get() >= 5);
        var keys = LeaseOption.builder().withAttachedKeys().build();
        assertThat(leases.timeToLive(id, keys).get(30, TimeUnit.SECONDS).getKeys())
            .containsExactly(key);
      }
      await("the end of the lease").until(() -> count(cluster.member(0), "jetcd-lease") == 0);
    }
  }

  private static StreamObserver<LeaseKeepAliveResponse> counting(AtomicInteger renewed) {
    return new StreamObserver<>() {
      @Override
      public void onNext(LeaseKeepAliveResponse response) {
        renewed.incrementAndGet();
      }

      @Override
      public void onError(Throwable failed) {}

      @Override
      public void onCompleted() {}
    };
  }

  /// What leases and keys belong together survives the end of every process, and a new leader ends
  /// what nobody renews.
  @Test
  void leasesSurviveTheirLeaderAndRestarts() {
    Member leader = cluster.awaitLeader();
    long lasting = lease(leader).leaseGrant(grant(0, 600)).getID();
    long brief = lease(leader).leaseGrant(grant(0, 3)).getID();
    put(leader, "lasting", lasting);
    put(leader, "brief", brief);
    leader.kill();
    try {
      Member next = cluster.awaitLeader();
      await("the end of the lease").until(() -> count(next, "brief") == 0);
      assertThat(timeToLive(next, lasting).getTTL()).isBetween(500L, 601L);
      cluster.members().forEach(Member::kill);
    } finally {
      cluster.heal();
    }
    Member last = cluster.awaitFollower();
    assertThat(timeToLive(last, lasting).getKeysList())
        .containsExactly(ByteString.copyFromUtf8("lasting"));
    assertThat(timeToLive(last, brief).getTTL()).isEqualTo(-1);
  }

  /// etcd's issue 15247: a leader that stood still must not end, once it goes on, leases that were
  /// renewed elsewhere meanwhile.
  @Test
  void aLeaderThatStoodStillEndsNoLeaseThatOthersRenewed() {
    Member leader = cluster.awaitLeader();
    Member other = cluster.awaitFollower();
    long id = lease(leader).leaseGrant(grant(0, 3)).getID();
    put(leader, "stood-still", id);
    leader.pause();
    long paused = System.nanoTime();
    Etcdctl.assumeInstalled();
    var ctl = new Etcdctl(other.endpoint());
    String hex = "%016x".formatted(id);
    await("renewals by the others, and an end of the pause")
        .until(
            () -> {
              assertThat(ctl.lines("lease", "keep-alive", "--once", hex).getFirst())
                  .contains("keepalived with TTL(3)");
              return System.nanoTime() - paused > Duration.ofSeconds(6).toNanos();
            });
    leader.resume();
    for (int i = 0; i < 10; i++) {
      assertThat(ctl.lines("lease", "keep-alive", "--once", hex).getFirst())
          .contains("keepalived with TTL(3)");
    }
    assertThat(count(other, "stood-still")).isEqualTo(1);
  }

  private static Client client() {
    return Client.builder()
        .endpoints(
            cluster.members().stream()
                .map(member -> URI.create(member.flags().clientUrl()))
                .toArray(URI[]::new))
        .build();
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).pollInterval(Duration.ofMillis(50)).atMost(Member.PATIENCE);
  }

  private static LeaseGrpc.LeaseBlockingStub lease(Member member) {
    return LeaseGrpc.newBlockingStub(member.channel())
        .withDeadlineAfter(Member.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static LeaseGrantRequest grant(long id, long ttl) {
    return LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build();
  }

  private static LeaseTimeToLiveResponse timeToLive(Member member, long id) {
    return lease(member)
        .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
  }

  private static void put(Member member, String key, long lease) {
    member
        .kv(Member.PATIENCE)
        .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setLease(lease).build());
  }

  private static long count(Member member, String key) {
    return member
        .kv(Member.PATIENCE)
        .range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build())
        .getCount();
  }
}
