package grpc;

import static grpc.Realm.allow;
import static grpc.Realm.grant;
import static grpc.Realm.put;
import static grpc.Realm.refused;
import static grpc.Realm.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import authpb.Permission;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What auth asks of those who keep leases and watch, over real sockets.
final class AuthOfStreamsTest {

  private static final String DENIED = "PERMISSION_DENIED: etcdserver: permission denied";
  private static final String NOBODY = "INVALID_ARGUMENT: etcdserver: user name is empty";

  private final Realm realm = new Realm();

  @AfterEach
  void close() {
    realm.close();
  }

  @Test
  void aLeaseIsForThoseWhoMayWriteItsKeys() {
    var root = realm.enable();
    allow(root, "alice", Permission.Type.READWRITE, "a", "b");
    var ofRoot = realm.lease(realm.token("root", "root"));
    var alice = realm.token("alice", "alice");
    var ofAlice = realm.lease(alice);
    var grant = LeaseGrantRequest.newBuilder().setTTL(100).setID(7).build();
    refused(() -> realm.lease(null).leaseGrant(grant), NOBODY);
    ofAlice.leaseGrant(grant);
    realm.kv(alice).put(put("a").toBuilder().setLease(7).build());
    var ask = LeaseTimeToLiveRequest.newBuilder().setID(7).setKeys(true).build();
    assertThat(ofAlice.leaseTimeToLive(ask).getKeysList()).containsExactly(utf8("a"));
    realm.kv(realm.token("root", "root")).put(put("z").toBuilder().setLease(7).build());
    refused(() -> ofAlice.leaseTimeToLive(ask), DENIED);
    assertThat(ofAlice.leaseTimeToLive(ask.toBuilder().setKeys(false).build()).getTTL())
        .isPositive();
    refused(() -> ofAlice.leaseLeases(LeaseLeasesRequest.getDefaultInstance()), DENIED);
    refused(() -> realm.kv(alice).put(put("a").toBuilder().setLease(7).build()), DENIED);
    var revoke = LeaseRevokeRequest.newBuilder().setID(7).build();
    refused(() -> ofAlice.leaseRevoke(revoke), DENIED);
    assertThat(ofRoot.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesCount())
        .isEqualTo(1);
    ofRoot.leaseRevoke(revoke);
  }

  @Test
  void aWatchOfForeignKeysIsRefusedInEtcdsWords() throws Exception {
    var root = realm.enable();
    allow(root, "alice", Permission.Type.READ, "a", "b");
    var alice = realm.token("alice", "alice");
    assertThat(realm.watch(alice, "a", "b").getCanceled()).isFalse();
    assertThat(realm.watch(alice, "a", "").getCanceled()).isFalse();
    for (var end : List.of("c", "\0")) {
      var foreign = realm.watch(alice, "a", end);
      assertThat(foreign.getCreated() && foreign.getCanceled()).isTrue();
      assertThat(foreign.getWatchId()).isEqualTo(-1);
      assertThat(foreign.getCancelReason())
          .isEqualTo("rpc error: code = PermissionDenied desc = etcdserver: permission denied");
    }
    assertThat(realm.watch(alice, "", "").getCanceled()).isTrue();
    assertThat(realm.watch(null, "a", "").getCancelReason())
        .isEqualTo("rpc error: code = InvalidArgument desc = etcdserver: user name is empty");
  }
}
