package gateway;

import etcdserverpb.AuthGrpc;
import etcdserverpb.ClusterGrpc;
import etcdserverpb.KVGrpc;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.WatchGrpc;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import v3electionpb.ElectionGrpc;
import v3lockpb.LockGrpc;

/// Which method is called at which path: the `google.api.http` options of etcd's API, by hand.
final class Paths {

  private static final String OLD = "/v3beta/";
  private static final String CURRENT = "/v3/";

  private static final Map<String, Method<?, ?>> METHODS = new HashMap<>();

  static {
    kv();
    lease();
    cluster();
    maintenance();
    auth();
    at("/v3/watch", Method.of(WatchGrpc.getWatchMethod()));
    at("/v3/lock/lock", Method.of(LockGrpc.getLockMethod()));
    at("/v3/lock/unlock", Method.of(LockGrpc.getUnlockMethod()));
    at("/v3/election/campaign", Method.of(ElectionGrpc.getCampaignMethod()));
    at("/v3/election/proclaim", Method.of(ElectionGrpc.getProclaimMethod()));
    at("/v3/election/leader", Method.of(ElectionGrpc.getLeaderMethod()));
    at("/v3/election/observe", Method.of(ElectionGrpc.getObserveMethod()));
    at("/v3/election/resign", Method.of(ElectionGrpc.getResignMethod()));
  }

  private Paths() {}

  /// The method at a path; null if there is none.
  static @Nullable Method<?, ?> method(String path) {
    return METHODS.get(path.startsWith(OLD) ? CURRENT + path.substring(OLD.length()) : path);
  }

  private static void at(String path, Method<?, ?> method) {
    METHODS.put(path, method);
  }

  private static void kv() {
    at("/v3/kv/range", Method.of(KVGrpc.getRangeMethod()));
    at("/v3/kv/put", Method.of(KVGrpc.getPutMethod()));
    at("/v3/kv/deleterange", Method.of(KVGrpc.getDeleteRangeMethod()));
    at("/v3/kv/txn", Method.of(KVGrpc.getTxnMethod()));
    at("/v3/kv/compaction", Method.of(KVGrpc.getCompactMethod()));
  }

  /// The paths below `kv` are those of etcd 3.2.
  private static void lease() {
    at("/v3/lease/grant", Method.of(LeaseGrpc.getLeaseGrantMethod()));
    at("/v3/lease/keepalive", Method.of(LeaseGrpc.getLeaseKeepAliveMethod()));
    for (var parent : new String[] {"/v3/lease/", "/v3/kv/lease/"}) {
      at(parent + "revoke", Method.of(LeaseGrpc.getLeaseRevokeMethod()));
      at(parent + "timetolive", Method.of(LeaseGrpc.getLeaseTimeToLiveMethod()));
      at(parent + "leases", Method.of(LeaseGrpc.getLeaseLeasesMethod()));
    }
  }

  private static void cluster() {
    at("/v3/cluster/member/add", Method.of(ClusterGrpc.getMemberAddMethod()));
    at("/v3/cluster/member/remove", Method.of(ClusterGrpc.getMemberRemoveMethod()));
    at("/v3/cluster/member/update", Method.of(ClusterGrpc.getMemberUpdateMethod()));
    at("/v3/cluster/member/list", Method.of(ClusterGrpc.getMemberListMethod()));
    at("/v3/cluster/member/promote", Method.of(ClusterGrpc.getMemberPromoteMethod()));
  }

  private static void maintenance() {
    at("/v3/maintenance/alarm", Method.of(MaintenanceGrpc.getAlarmMethod()));
    at("/v3/maintenance/status", Method.of(MaintenanceGrpc.getStatusMethod()));
    at("/v3/maintenance/defragment", Method.of(MaintenanceGrpc.getDefragmentMethod()));
    at("/v3/maintenance/hash", Method.of(MaintenanceGrpc.getHashMethod()));
    at("/v3/maintenance/hashkv", Method.of(MaintenanceGrpc.getHashKVMethod()));
    at("/v3/maintenance/snapshot", Method.of(MaintenanceGrpc.getSnapshotMethod()));
    at("/v3/maintenance/transfer-leadership", Method.of(MaintenanceGrpc.getMoveLeaderMethod()));
    at("/v3/maintenance/downgrade", Method.of(MaintenanceGrpc.getDowngradeMethod()));
  }

  private static void auth() {
    at("/v3/auth/enable", Method.of(AuthGrpc.getAuthEnableMethod()));
    at("/v3/auth/disable", Method.of(AuthGrpc.getAuthDisableMethod()));
    at("/v3/auth/status", Method.of(AuthGrpc.getAuthStatusMethod()));
    at("/v3/auth/authenticate", Method.of(AuthGrpc.getAuthenticateMethod()));
    at("/v3/auth/user/add", Method.of(AuthGrpc.getUserAddMethod()));
    at("/v3/auth/user/get", Method.of(AuthGrpc.getUserGetMethod()));
    at("/v3/auth/user/list", Method.of(AuthGrpc.getUserListMethod()));
    at("/v3/auth/user/delete", Method.of(AuthGrpc.getUserDeleteMethod()));
    at("/v3/auth/user/changepw", Method.of(AuthGrpc.getUserChangePasswordMethod()));
    at("/v3/auth/user/grant", Method.of(AuthGrpc.getUserGrantRoleMethod()));
    at("/v3/auth/user/revoke", Method.of(AuthGrpc.getUserRevokeRoleMethod()));
    at("/v3/auth/role/add", Method.of(AuthGrpc.getRoleAddMethod()));
    at("/v3/auth/role/get", Method.of(AuthGrpc.getRoleGetMethod()));
    at("/v3/auth/role/list", Method.of(AuthGrpc.getRoleListMethod()));
    at("/v3/auth/role/delete", Method.of(AuthGrpc.getRoleDeleteMethod()));
    at("/v3/auth/role/grant", Method.of(AuthGrpc.getRoleGrantPermissionMethod()));
    at("/v3/auth/role/revoke", Method.of(AuthGrpc.getRoleRevokePermissionMethod()));
  }
}
