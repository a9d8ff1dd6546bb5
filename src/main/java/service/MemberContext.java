package service;

import actors.RaftStatus;
import java.util.function.Supplier;
import mvcc.View;

/// The member that the doors belong to.
///
/// @param clusterId etcd's cluster id
/// @param memberId etcd's id of this member
/// @param status what the Raft actor said last
/// @param views the newest state of the store
/// @param bulkReads where ranges run that would hold up a connection's thread
/// @param limits what is taken from clients
/// @param permissions what clients may do
public record MemberContext(
    long clusterId,
    long memberId,
    Supplier<RaftStatus> status,
    Supplier<View> views,
    BulkReads bulkReads,
    Limits limits,
    Permissions permissions) {

  /// A member that lets everyone do everything.
  public MemberContext(
      long clusterId,
      long memberId,
      Supplier<RaftStatus> status,
      Supplier<View> views,
      BulkReads bulkReads,
      Limits limits) {
    this(clusterId, memberId, status, views, bulkReads, limits, Permissions.open());
  }

  /// Whether this member sees a leader.
  public boolean hasLeader() {
    return status.get().leader() != null;
  }

  /// Whether this member leads.
  public boolean isLeader() {
    var now = status.get();
    return now.self().equals(now.leader());
  }

  /// Whether this member has no vote, once it knows who has.
  public boolean isLearner() {
    var now = status.get();
    return !now.voters().isEmpty() && !now.voters().contains(now.self());
  }
}
