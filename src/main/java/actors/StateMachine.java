package actors;

import com.google.protobuf.Message;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseRevokeResponse;
import etcdserverpb.ResponseHeader;
import lease.LeaseTable;
import mvcc.Batch;
import proposal.wire.Proposal;
import proposal.wire.PublishMember;

/// What the proposals of the log do: each changes the replicated state in the same way on every
/// member. For the applier's thread alone.
///
/// A proposal either takes full effect or raises an [etcd.EtcdException] and leaves no trace.
public final class StateMachine {

  /// The table of the store that remembers how clients reach each member.
  public static final String MEMBERS_TABLE = "members";

  private final LeaseTable leases;
  private final AlarmMachine alarms;

  /// @param leases the leases of the store, which the store asks too
  /// @param alarms as the store remembers them
  public StateMachine(LeaseTable leases, AlarmMachine alarms) {
    this.leases = leases;
    this.alarms = alarms;
  }

  /// What was applied is in the store and visible: those who listen may know.
  public void committed() {
    leases.committed();
  }

  /// Applies a proposal.
  ///
  /// @param batch what the store is changed through; not yet visible to anyone
  /// @return the answer to the one who proposed it
  public Message apply(Batch batch, Proposal proposal) {
    alarms.check(proposal);
    return switch (proposal.getRequestCase()) {
      case PUT -> batch.put(proposal.getPut());
      case DELETE_RANGE -> batch.deleteRange(proposal.getDeleteRange());
      case TXN -> batch.txn(proposal.getTxn());
      case COMPACTION -> batch.compact(proposal.getCompaction());
      case PUBLISH_MEMBER -> publish(batch, proposal.getPublishMember());
      case LEASE_GRANT -> grant(batch, proposal.getId(), proposal.getLeaseGrant());
      case LEASE_REVOKE -> revoke(batch, proposal.getLeaseRevoke());
      case LEASE_EXPIRIES -> {
        leases.expire(batch, proposal.getLeaseExpiries().getLeasesList());
        yield proposal.getLeaseExpiries();
      }
      case LEASE_CHECKPOINTS -> {
        leases.checkpoint(batch, proposal.getLeaseCheckpoints().getCheckpointsList());
        yield proposal.getLeaseCheckpoints();
      }
      case ALARM -> alarms.ask(batch, proposal.getAlarm());
      case FOUND_ALARM -> alarms.find(batch, proposal.getFoundAlarm());
      case AUTH_ENABLE,
          AUTH_DISABLE,
          SIMPLE_TOKEN,
          USER_ADD,
          USER_DELETE,
          USER_CHANGE_PASSWORD,
          USER_GRANT_ROLE,
          USER_REVOKE_ROLE,
          ROLE_ADD,
          ROLE_DELETE,
          ROLE_GRANT_PERMISSION,
          ROLE_REVOKE_PERMISSION ->
          throw ofLaterRelease(proposal);
      case REQUEST_NOT_SET -> throw ofLaterRelease(proposal);
    };
  }

  private static PublishMember publish(Batch batch, PublishMember member) {
    batch.putRow(MEMBERS_TABLE, MemberRows.key(member.getMemberId()), member.toByteString());
    return member;
  }

  private LeaseGrantResponse grant(Batch batch, long proposalId, LeaseGrantRequest request) {
    leases.grant(batch, proposalId, request.getID(), request.getTTL());
    return LeaseGrantResponse.newBuilder()
        .setHeader(ResponseHeader.newBuilder().setRevision(batch.revision()))
        .setID(request.getID())
        .setTTL(request.getTTL())
        .build();
  }

  private LeaseRevokeResponse revoke(Batch batch, LeaseRevokeRequest request) {
    leases.revoke(batch, request.getID());
    return LeaseRevokeResponse.newBuilder()
        .setHeader(ResponseHeader.newBuilder().setRevision(batch.revision()))
        .build();
  }

  private static IllegalStateException ofLaterRelease(Proposal proposal) {
    return new IllegalStateException(
        "a proposal of a later release is in the log: " + proposal.getRequestCase());
  }
}
