package service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseRevokeResponse;
import etcdserverpb.LeaseStatus;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.LeaseTimeToLiveResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lease.LeaseTimes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LeasesTest {

  private static final Caller CALLER = Caller.inside(Runnable::run);

  private final LoneMember member = new LoneMember();
  private final Leases leases = member.leases();
  private final Kv kv = member.kv();

  @AfterEach
  void close() {
    member.close();
  }

  // -- grants

  @Test
  void anIdIsPickedWhereNoneIsWanted() {
    LeaseGrantResponse granted = grant(0, 60);
    assertThat(granted.getID()).isPositive();
    assertThat(granted.getTTL()).isEqualTo(60);
    assertThat(granted.getError()).isEmpty();
    assertThat(granted.getHeader().getRevision()).isEqualTo(1);
    assertThat(granted.getHeader().getMemberId()).isEqualTo(LoneMember.SELF.value());
    assertThat(grant(0, 60).getID()).isNotEqualTo(granted.getID());
  }

  @Test
  void anyOtherIdIsLegalOnce() {
    assertThat(grant(-7, 60).getID()).isEqualTo(-7);
    assertThatThrownBy(() -> grant(-7, 60)).satisfies(refusedWith(EtcdError.LEASE_EXISTS));
    revoke(-7);
    assertThat(grant(-7, 60).getID()).isEqualTo(-7);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "-5, 2", "1, 2", "2, 2", "3, 3", "9000000000, 9000000000"})
  void timesToLiveAreRaisedToTheLeast(long asked, long granted) {
    assertThat(grant(0, asked).getTTL()).isEqualTo(granted);
  }

  @ParameterizedTest
  @CsvSource({"1000, 2", "500, 1", "1001, 2", "5000, 8", "100, 1"})
  void theLeastTimeToLiveIsAnElectionAndAHalf(long electionMillis, long seconds) {
    assertThat(LeaseTimes.minTtl(Duration.ofMillis(electionMillis))).isEqualTo(seconds);
  }

  @Test
  void tooMuchTimeIsRefused() {
    assertThatThrownBy(() -> grant(0, 9_000_000_001L))
        .satisfies(refusedWith(EtcdError.LEASE_TTL_TOO_LARGE));
  }

  // -- keys

  @Test
  void keysCannotBePutUnderALeaseThatIsNotThere() {
    assertThatThrownBy(() -> put("a", 5)).satisfies(refusedWith(EtcdError.LEASE_NOT_FOUND));
    grant(5, 60);
    put("a", 5);
    revoke(5);
    assertThatThrownBy(() -> put("a", 5)).satisfies(refusedWith(EtcdError.LEASE_NOT_FOUND));
  }

  @Test
  void revokingDeletesTheKeysInOneRevisionByKey() {
    grant(5, 60);
    put("c", 5);
    put("a", 5);
    put("b", 5);
    put("free", 0);
    LeaseRevokeResponse revoked = revoke(5);
    assertThat(revoked.getHeader().getRevision()).isEqualTo(6);
    assertThat(count("a", "g")).isEqualTo(1);
    assertThatThrownBy(() -> revoke(5)).satisfies(refusedWith(EtcdError.LEASE_NOT_FOUND));
  }

  @Test
  void revokingALeaseWithoutKeysMakesNoRevision() {
    grant(5, 60);
    assertThat(revoke(5).getHeader().getRevision()).isEqualTo(1);
  }

  @Test
  void aKeyBelongsToTheLeaseOfItsLastPut() {
    grant(5, 60);
    grant(6, 60);
    put("moved", 5);
    put("moved", 6);
    put("kept", 5);
    kv.put(request("kept", 0).toBuilder().setIgnoreLease(true).build()).join();
    put("freed", 5);
    put("freed", 0);
    assertThat(keys(5)).containsExactly("kept");
    assertThat(keys(6)).containsExactly("moved");
    revoke(5);
    assertThat(count("a", "z")).isEqualTo(2);
  }

  @Test
  void deletingAKeyDetachesIt() {
    grant(5, 60);
    put("a", 5);
    kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(utf8("a")).build()).join();
    assertThat(keys(5)).isEmpty();
    put("a", 0);
    revoke(5);
    assertThat(count("a", "b")).isEqualTo(1);
  }

  @Test
  void aRefusedTransactionAttachesNothing() {
    grant(5, 60);
    var txn =
        TxnRequest.newBuilder()
            .addSuccess(RequestOp.newBuilder().setRequestPut(request("a", 5)))
            .addSuccess(RequestOp.newBuilder().setRequestPut(request("b", 404)));
    assertThatThrownBy(() -> kv.txn(txn.build()).join())
        .satisfies(refusedWith(EtcdError.LEASE_NOT_FOUND));
    assertThat(keys(5)).isEmpty();
    kv.txn(txn.removeSuccess(1).build()).join();
    assertThat(keys(5)).containsExactly("a");
  }

  // -- time

  @Test
  void timeToLiveCountsDown() {
    grant(5, 60);
    put("b", 5);
    put("a", 5);
    LeaseTimeToLiveResponse live = timeToLive(5, false);
    // One more than granted: this leader has just begun.
    assertThat(live.getTTL()).isBetween(55L, 61L);
    assertThat(live.getGrantedTTL()).isEqualTo(60);
    assertThat(live.getKeysList()).isEmpty();
    assertThat(live.getHeader().getRevision()).isEqualTo(3);
    assertThat(keys(5)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void anUnknownLeaseHasLessThanNoTime() {
    LeaseTimeToLiveResponse unknown = timeToLive(404, true);
    assertThat(unknown.getID()).isEqualTo(404);
    assertThat(unknown.getTTL()).isEqualTo(-1);
    assertThat(unknown.getGrantedTTL()).isZero();
  }

  @Test
  void leasesAreListedByTheirEnd() {
    grant(5, 70);
    grant(6, 60);
    grant(7, 80);
    assertThat(list()).containsExactly(6L, 5L, 7L);
    keepAlive(6);
    revoke(5);
    assertThat(list()).containsExactly(6L, 7L);
  }

  @Test
  void renewingSaysHowLongItLives() {
    grant(5, 60);
    put("a", 5);
    LeaseKeepAliveResponse renewed = keepAlive(5);
    assertThat(renewed.getID()).isEqualTo(5);
    assertThat(renewed.getTTL()).isEqualTo(60);
    assertThat(renewed.getHeader().getRevision()).isEqualTo(2);
    assertThat(keepAlive(404).getTTL()).isZero();
    revoke(5);
    assertThat(keepAlive(5).getTTL()).isZero();
  }

  @Test
  void aLeaseEndsByItselfAndNotTooEarly() {
    long began = System.nanoTime();
    grant(5, 2);
    put("a", 5);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(30))
        .until(() -> count("a", "b") == 0);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
    assertThat(timeToLive(5, false).getTTL()).isEqualTo(-1);
    assertThat(list()).isEmpty();
  }

  @Test
  void withoutALeaderNothingIsPromised() {
    grant(5, 60);
    member.loseLeader();
    var renewal = leases.keepAliveOnce(LeaseKeepAliveRequest.newBuilder().setID(5).build(), CALLER);
    assertThat(renewal).isNotDone();
    assertThat(list()).containsExactly(5L);
  }

  // -- requests

  private LeaseGrantResponse grant(long id, long ttl) {
    return join(leases.grant(LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build(), CALLER));
  }

  private LeaseRevokeResponse revoke(long id) {
    return join(leases.revoke(LeaseRevokeRequest.newBuilder().setID(id).build(), CALLER));
  }

  private LeaseKeepAliveResponse keepAlive(long id) {
    return join(leases.keepAliveOnce(LeaseKeepAliveRequest.newBuilder().setID(id).build(), CALLER));
  }

  private LeaseTimeToLiveResponse timeToLive(long id, boolean keys) {
    return join(
        leases.timeToLive(
            LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build(), CALLER));
  }

  private List<String> keys(long id) {
    return timeToLive(id, true).getKeysList().stream().map(ByteString::toStringUtf8).toList();
  }

  private List<Long> list() {
    return join(leases.leases(LeaseLeasesRequest.getDefaultInstance(), CALLER))
        .getLeasesList()
        .stream()
        .map(LeaseStatus::getID)
        .toList();
  }

  private void put(String key, long lease) {
    join(kv.put(request(key, lease)));
  }

  private long count(String from, String to) {
    return join(kv.range(
            RangeRequest.newBuilder().setKey(utf8(from)).setRangeEnd(utf8(to)).build()))
        .getCount();
  }

  private static PutRequest request(String key, long lease) {
    return PutRequest.newBuilder().setKey(utf8(key)).setLease(lease).build();
  }

  private static <T> T join(CompletableFuture<T> answer) {
    return answer.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static Consumer<Throwable> refusedWith(EtcdError error) {
    return thrown ->
        assertThat(Kv.cause(thrown))
            .isInstanceOfSatisfying(
                EtcdException.class, e -> assertThat(e.error()).isEqualTo(error));
  }
}
