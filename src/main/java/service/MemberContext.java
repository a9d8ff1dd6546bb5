package service;

import actors.RaftStatus;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import mvcc.View;

/// The member that the doors belong to.
///
/// @param clusterId etcd's cluster id
/// @param memberId etcd's id of this member
/// @param status what the Raft actor said last
/// @param views the newest state of the store
/// @param bulkReads where ranges run that would hold up a connection's thread; bounded in threads
/// @param limits what is taken from clients
public record MemberContext(
    long clusterId,
    long memberId,
    Supplier<RaftStatus> status,
    Supplier<View> views,
    Executor bulkReads,
    Limits limits) {

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
