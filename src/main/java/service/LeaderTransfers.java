package service;

import actors.Raft;
import etcd.EtcdError;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import raft.MemberId;

/// Clients that wait for leadership to go where they want it. Thread-safe.
public final class LeaderTransfers {

  private record Waiting(MemberId target, long deadline, CompletableFuture<Void> done) {}

  private final MemberContext member;
  private final Consumer<Raft.Local> raft;
  private final LongSupplier nanoTime;
  private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();

  /// @param raft tells the Raft actor of this member
  /// @param nanoTime the clock, in the units of [System#nanoTime]
  public LeaderTransfers(MemberContext member, Consumer<Raft.Local> raft, LongSupplier nanoTime) {
    this.member = member;
    this.raft = raft;
    this.nanoTime = nanoTime;
  }

  /// Hands leadership over; ends when this member sees the new leader.
  ///
  /// Ends with NOT_LEADER, BAD_LEADER_TRANSFEREE for whoever has no vote, or
  /// TIMEOUT_LEADER_TRANSFER.
  CompletableFuture<Void> move(MemberId target) {
    if (!member.isLeader()) {
      return CompletableFuture.failedFuture(EtcdError.NOT_LEADER.exception());
    }
    var now = member.status().get();
    if (!now.voters().contains(target)) {
      return CompletableFuture.failedFuture(EtcdError.BAD_LEADER_TRANSFEREE.exception());
    }
    var done = new CompletableFuture<Void>();
    if (target.equals(now.leader())) {
      done.complete(null);
      return done;
    }
    long deadline = nanoTime.getAsLong() + member.limits().requestTimeout().toNanos();
    waiting.add(new Waiting(target, deadline, done));
    raft.accept(new Raft.TransferLeadership(target));
    return done;
  }

  /// Tells those whose leader has come, and those whose time is over; to be called a few times a
  /// second.
  public void observe() {
    var leader = member.status().get().leader();
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      var one = all.next();
      if (one.target.equals(leader)) {
        one.done.complete(null);
      } else if (nanoTime.getAsLong() - one.deadline >= 0) {
        one.done.completeExceptionally(EtcdError.TIMEOUT_LEADER_TRANSFER.exception());
      }
      if (one.done.isDone()) {
        all.remove();
      }
    }
  }
}
