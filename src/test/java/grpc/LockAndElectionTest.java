package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.election.CampaignResponse;
import io.etcd.jetcd.election.LeaderResponse;
import io.etcd.jetcd.election.NoLeaderException;
import io.etcd.jetcd.election.NotLeaderException;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import v3electionpb.ElectionGrpc;
import v3electionpb.LeaderKey;
import v3electionpb.LeaderRequest;
import v3electionpb.ProclaimRequest;
import v3electionpb.ResignRequest;
import v3lockpb.LockGrpc;
import v3lockpb.LockRequest;
import v3lockpb.LockResponse;
import v3lockpb.UnlockRequest;

/// The Lock and Election services, by jetcd and by hand.
final class LockAndElectionTest {

  private static final ByteSequence NAME = bytes("name");

  private final ClientPort port = new ClientPort();
  private final LockGrpc.LockBlockingStub locks = LockGrpc.newBlockingStub(port.channel());
  private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(port.channel());
  private Client client;
  private Election elections;

  @BeforeEach
  void connect() {
    client = Client.builder().endpoints("http://127.0.0.1:" + port.port()).build();
    elections = client.getElectionClient();
  }

  @AfterEach
  void close() {
    client.close();
    port.close();
  }

  // -- locks

  @Test
  void aLockIsAKeyUnderItsNameAndLease() throws Exception {
    long lease = grant();
    var key = lock(lease).get(30, TimeUnit.SECONDS);
    assertThat(key).isEqualTo("name/" + Long.toHexString(lease));
    assertThat(lock(lease).get(30, TimeUnit.SECONDS)).as("again").isEqualTo(key);
    client.getLockClient().unlock(bytes(key)).get(30, TimeUnit.SECONDS);
    assertThat(count("name/")).isZero();
  }

  @Test
  void aNegativeLeaseHasASignInTheKey() throws Exception {
    client.getLeaseClient();
    LeaseGrpc.newBlockingStub(port.channel())
        .leaseGrant(LeaseGrantRequest.newBuilder().setID(-255).setTTL(60).build());
    assertThat(lock(-255).get(30, TimeUnit.SECONDS)).isEqualTo("name/-ff");
  }

  @Test
  void locksGoToThoseWhoWaitInTheirOrder() throws Exception {
    var first = lock(grant()).get(30, TimeUnit.SECONDS);
    var second = lock(grant());
    awaitCount(2);
    var third = lock(grant());
    awaitCount(3);
    assertThat(second).isNotDone();
    unlock(first);
    String owner = second.get(30, TimeUnit.SECONDS);
    assertThat(third).isNotDone();
    unlock(owner);
    third.get(30, TimeUnit.SECONDS);
  }

  /// Whoever waits in the middle and leaves lets nobody behind it in too early.
  @Test
  void oneWhoLeavesTheLineDoesNotOpenIt() throws Exception {
    var first = lock(grant()).get(30, TimeUnit.SECONDS);
    long middle = grant();
    var second = lock(middle);
    awaitCount(2);
    var third = lock(grant());
    awaitCount(3);
    client.getLeaseClient().revoke(middle).get(30, TimeUnit.SECONDS);
    assertThat(third).isNotDone();
    unlock(first);
    assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
        .hasMessageContaining("mutex: session is expired");
    third.get(30, TimeUnit.SECONDS);
  }

  @Test
  void whoCancelsLeavesTheLine() throws Exception {
    lock(grant()).get(30, TimeUnit.SECONDS);
    var waiting = Context.current().withCancellation();
    long lease = grant();
    waiting.run(
        () -> {
          var unused = LockGrpc.newFutureStub(port.channel()).lock(request(lease));
        });
    awaitCount(2);
    waiting.cancel(null);
    awaitCount(1);
  }

  @Test
  void withoutALeaseThereIsOneOfAMinute() {
    LockResponse locked = locks.lock(request(0));
    assertThat(locked.getKey().toStringUtf8()).matches("name/[0-9a-f]+");
    long lease = Long.parseUnsignedLong(locked.getKey().toStringUtf8().substring(5), 16);
    assertThat(
            LeaseGrpc.newBlockingStub(port.channel())
                .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(lease).build())
                .getGrantedTTL())
        .isEqualTo(60);
  }

  /// The recipe of etcd's clients, by hand: a key under the prefix is a place in the line.
  @Test
  void clientsThatFollowTheRecipeStandInTheSameLine() throws Exception {
    kv.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("name/by hand")).build());
    var waiting = lock(grant());
    awaitCount(2);
    assertThat(waiting).isNotDone();
    kv.deleteRange(
        DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("name/by hand")).build());
    waiting.get(30, TimeUnit.SECONDS);
  }

  @Test
  void failuresComeAsTextsWithoutACode() {
    assertUnknown(() -> locks.lock(request(404)), "etcdserver: requested lease not found");
    assertUnknown(
        () -> locks.unlock(UnlockRequest.getDefaultInstance()), "etcdserver: key is not provided");
    var stub = ElectionGrpc.newBlockingStub(port.channel());
    assertUnknown(() -> stub.leader(LeaderRequest.getDefaultInstance()), "election: no leader");
    assertUnknown(
        () -> stub.proclaim(ProclaimRequest.getDefaultInstance()),
        "\"leader\" field must be provided");
    assertUnknown(
        () -> stub.resign(ResignRequest.getDefaultInstance()), "\"leader\" field must be provided");
    var stranger = LeaderKey.newBuilder().setKey(ByteString.copyFromUtf8("name/1")).setRev(77);
    assertUnknown(
        () -> stub.proclaim(ProclaimRequest.newBuilder().setLeader(stranger).build()),
        "election: not leader");
    assertThat(stub.resign(ResignRequest.newBuilder().setLeader(stranger).build()).hasHeader())
        .isTrue();
  }

  // -- elections

  @Test
  void electionsGoToThoseWhoWaitInTheirOrder() throws Exception {
    assertThatThrownBy(() -> elections.leader(NAME).get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(NoLeaderException.class);
    var first = campaign(grant(), "one").get(30, TimeUnit.SECONDS).getLeader();
    assertThat(first.getRevision())
        .isEqualTo(elections.leader(NAME).get(30, TimeUnit.SECONDS).getKv().getCreateRevision());
    var second = campaign(grant(), "two");
    awaitCount(2);
    elections.proclaim(first, bytes("uno")).get(30, TimeUnit.SECONDS);
    assertThat(leader()).isEqualTo("uno");
    assertThat(second).isNotDone();
    elections.resign(first).get(30, TimeUnit.SECONDS);
    second.get(30, TimeUnit.SECONDS);
    assertThat(leader()).isEqualTo("two");
    assertThatThrownBy(() -> elections.proclaim(first, bytes("x")).get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(NotLeaderException.class);
  }

  @Test
  void campaigningAgainSetsTheValue() throws Exception {
    long lease = grant();
    var first = campaign(lease, "one").get(30, TimeUnit.SECONDS).getLeader();
    var again = campaign(lease, "two").get(30, TimeUnit.SECONDS).getLeader();
    assertThat(again.getRevision()).isEqualTo(first.getRevision());
    assertThat(leader()).isEqualTo("two");
  }

  /// etcd would let it lead.
  @Test
  void whoseLeaseEndedWhileItWaitedDoesNotLead() throws Exception {
    campaign(grant(), "one").get(30, TimeUnit.SECONDS);
    long lease = grant();
    var second = campaign(lease, "two");
    awaitCount(2);
    client.getLeaseClient().revoke(lease).get(30, TimeUnit.SECONDS);
    elections.resign(leaderKey()).get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(NotLeaderException.class);
  }

  @Test
  void observersHearOfEveryLeader() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    elections.observe(
        NAME,
        new Election.Listener() {
          @Override
          public void onNext(LeaderResponse response) {
            heard.add(response.getKv().getValue().toString());
          }

          @Override
          public void onError(Throwable failed) {}

          @Override
          public void onCompleted() {}
        });
    var first = campaign(grant(), "one").get(30, TimeUnit.SECONDS).getLeader();
    awaitHeard(heard, "one");
    elections.proclaim(first, bytes("uno")).get(30, TimeUnit.SECONDS);
    awaitHeard(heard, "uno");
    var second = campaign(grant(), "two");
    elections.resign(first).get(30, TimeUnit.SECONDS);
    awaitHeard(heard, "two");
    elections.resign(second.get(30, TimeUnit.SECONDS).getLeader()).get(30, TimeUnit.SECONDS);
    campaign(grant(), "three").get(30, TimeUnit.SECONDS);
    awaitHeard(heard, "three");
    assertThat(heard).containsExactly("one", "uno", "two", "three");
  }

  // -- requests

  private long grant() throws Exception {
    return client.getLeaseClient().grant(60).get(30, TimeUnit.SECONDS).getID();
  }

  private CompletableFuture<String> lock(long lease) {
    return client.getLockClient().lock(NAME, lease).thenApply(locked -> locked.getKey().toString());
  }

  private void unlock(String key) {
    var request = UnlockRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    assertThat(locks.unlock(request).hasHeader()).isTrue();
  }

  private static LockRequest request(long lease) {
    return LockRequest.newBuilder()
        .setName(ByteString.copyFromUtf8("name"))
        .setLease(lease)
        .build();
  }

  private CompletableFuture<CampaignResponse> campaign(long lease, String value) {
    return elections.campaign(NAME, lease, bytes(value));
  }

  private String leader() throws Exception {
    return elections.leader(NAME).get(30, TimeUnit.SECONDS).getKv().getValue().toString();
  }

  private io.etcd.jetcd.election.LeaderKey leaderKey() throws Exception {
    var pair = elections.leader(NAME).get(30, TimeUnit.SECONDS).getKv();
    return new io.etcd.jetcd.election.LeaderKey(
        NAME, pair.getKey(), pair.getCreateRevision(), pair.getLease());
  }

  private long count(String prefix) {
    return kv.range(
            RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFromUtf8(prefix + "\uffff"))
                .build())
        .getCount();
  }

  private void awaitCount(long keys) {
    Awaitility.await("keys in the line")
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(30))
        .until(() -> count("name/") == keys);
  }

  private static void awaitHeard(List<String> heard, String last) {
    Awaitility.await(last)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(30))
        .until(() -> !heard.isEmpty() && heard.getLast().equals(last));
  }

  private static void assertUnknown(Runnable call, String text) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
              assertThat(e.getStatus().getDescription()).isEqualTo(text);
            });
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
