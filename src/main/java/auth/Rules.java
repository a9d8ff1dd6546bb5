package auth;

import com.google.protobuf.ByteString;
import etcdserverpb.AlarmRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.List;
import proposal.wire.Proposal;

/// What each request needs to be allowed: the one place that says so, for reads and for writes, at
/// the door and again where proposals are applied.
///
/// A transaction needs what all of it needs: its guards, both branches, and every transaction in
/// them. Every method returns, or fails as [Access] does.
public final class Rules {

  private static final ByteString FIRST = ByteString.copyFrom(new byte[1]);

  private Rules() {}

  /// A range needs its keys for reading.
  public static void check(Access access, RangeRequest range) {
    access.requireRead(range.getKey(), range.getRangeEnd());
  }

  /// What a transaction needs, but for the keys of the leases that it attaches to.
  public static void check(Access access, TxnRequest txn) {
    check(access, txn, LeaseKeys.NONE);
  }

  /// A watch needs its keys for reading.
  ///
  /// @param key the first one; empty for the first there can be
  public static void checkWatch(Access access, ByteString key, ByteString rangeEnd) {
    access.requireRead(key.isEmpty() ? FIRST : key, rangeEnd);
  }

  /// A lease can be revoked, renewed or attached to by those who may write all keys that go with
  /// it.
  public static void checkLease(Access access, Iterable<ByteString> keys) {
    access.requireUser();
    if (access.isUnlimited()) {
      return;
    }
    for (ByteString key : keys) {
      access.requireWrite(key, ByteString.EMPTY);
    }
  }

  /// The keys of a lease can be seen by those who may read all of them.
  public static void checkLeaseRead(Access access, Iterable<ByteString> keys) {
    access.requireUser();
    if (access.isUnlimited()) {
      return;
    }
    for (ByteString key : keys) {
      access.requireRead(key, ByteString.EMPTY);
    }
  }

  /// What a proposal needs.
  ///
  /// @param leases finds the keys of leases
  public static void check(Access access, Proposal proposal, LeaseKeys leases) {
    switch (proposal.getRequestCase()) {
      case PUT -> check(access, proposal.getPut(), leases);
      case DELETE_RANGE -> check(access, proposal.getDeleteRange());
      case TXN -> check(access, proposal.getTxn(), leases);
      case LEASE_GRANT -> access.requireUser();
      case LEASE_REVOKE -> checkLease(access, leases.of(proposal.getLeaseRevoke().getID()));
      case ALARM -> check(access, proposal.getAlarm());
      case PUBLISH_MEMBER, LEASE_CHECKPOINTS, LEASE_EXPIRIES, FOUND_ALARM -> access.requireInside();
      // The password speaks for it.
      case SIMPLE_TOKEN -> {}
      case COMPACTION,
          AUTH_ENABLE,
          AUTH_DISABLE,
          USER_ADD,
          USER_DELETE,
          USER_CHANGE_PASSWORD,
          USER_GRANT_ROLE,
          USER_REVOKE_ROLE,
          ROLE_ADD,
          ROLE_DELETE,
          ROLE_GRANT_PERMISSION,
          ROLE_REVOKE_PERMISSION ->
          access.requireRoot();
      case REQUEST_NOT_SET -> access.requireInside();
    }
  }

  private static void check(Access access, AlarmRequest alarm) {
    switch (alarm.getAction()) {
      case GET -> access.requireUser();
      case ACTIVATE, DEACTIVATE, UNRECOGNIZED -> access.requireRoot();
    }
  }

  /// Whoever puts a key under a lease could be locked out of revoking it by its other keys.
  private static void check(Access access, PutRequest put, LeaseKeys leases) {
    access.requireWrite(put.getKey(), ByteString.EMPTY);
    if (put.getPrevKv()) {
      access.requireRead(put.getKey(), ByteString.EMPTY);
    }
    if (put.getLease() != 0) {
      checkLease(access, leases.of(put.getLease()));
    }
  }

  private static void check(Access access, DeleteRangeRequest delete) {
    access.requireWrite(delete.getKey(), delete.getRangeEnd());
    if (delete.getPrevKv()) {
      access.requireRead(delete.getKey(), delete.getRangeEnd());
    }
  }

  private static void check(Access access, TxnRequest txn, LeaseKeys leases) {
    access.requireUser();
    for (var guard : txn.getCompareList()) {
      access.requireRead(guard.getKey(), guard.getRangeEnd());
    }
    check(access, txn.getSuccessList(), leases);
    check(access, txn.getFailureList(), leases);
  }

  private static void check(Access access, List<RequestOp> ops, LeaseKeys leases) {
    for (RequestOp op : ops) {
      switch (op.getRequestCase()) {
        case REQUEST_RANGE -> check(access, op.getRequestRange());
        case REQUEST_PUT -> check(access, op.getRequestPut(), leases);
        case REQUEST_DELETE_RANGE -> check(access, op.getRequestDeleteRange());
        case REQUEST_TXN -> check(access, op.getRequestTxn(), leases);
        case REQUEST_NOT_SET -> {}
      }
    }
  }
}
