package service;

import actors.RaftStatus;
import etcd.EtcdError;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proposal.TimeoutCause;
import raft.MemberId;

/// When this member saw which leader, from which it guesses why a proposal ran out of time: etcd's
/// rule (`parseProposeCtxErr`). Thread-safe.
public final class LeaderSightings implements TimeoutCause {

  /// Since when members have been connected.
  @FunctionalInterface
  public interface Connections {
    /// All connections are held to be old and sound.
    Connections UNKNOWN = (_, _) -> true;

    /// Whether the connection to a member has stood since before `nanos` on [System#nanoTime].
    boolean holdSince(MemberId member, long nanos);
  }

  /// What was seen last.
  ///
  /// @param leader null: none
  /// @param sinceNanos since when
  private record Sighting(@Nullable MemberId leader, long sinceNanos) {}

  private final Supplier<RaftStatus> status;
  private final Connections connections;
  private final long twoElectionsNanos;
  private final LongSupplier nanoTime;
  private volatile Sighting last;

  /// The leader of the moment is seen first.
  ///
  /// @param electionTimeout the minimum election timeout of the cluster
  /// @param nanoTime the clock, in the units of [System#nanoTime]
  public LeaderSightings(
      Supplier<RaftStatus> status,
      Connections connections,
      Duration electionTimeout,
      LongSupplier nanoTime) {
    this.status = status;
    this.connections = connections;
    this.twoElectionsNanos = electionTimeout.multipliedBy(2).toNanos();
    this.nanoTime = nanoTime;
    this.last = new Sighting(status.get().leader(), nanoTime.getAsLong());
  }

  /// Notes the leader of the moment; to be called a few times a second.
  public void observe() {
    var leader = status.get().leader();
    var before = last;
    if (leader == null ? before.leader != null : !leader.equals(before.leader)) {
      last = new Sighting(leader, nanoTime.getAsLong());
    }
  }

  @Override
  public EtcdError of(long sinceNanos) {
    observe();
    var seen = last;
    if (seen.leader == null) {
      // Without a leader from first to last etcd's request never gets in: its own deadline speaks.
      return seen.sinceNanos - sinceNanos <= 0
          ? EtcdError.CONTEXT_DEADLINE_EXCEEDED
          : EtcdError.TIMEOUT;
    }
    if (sinceNanos - seen.sinceNanos < 0
        && sinceNanos - (seen.sinceNanos - twoElectionsNanos) > 0) {
      return EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL;
    }
    return isConnected(seen.leader, sinceNanos)
        ? EtcdError.TIMEOUT
        : EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST;
  }

  /// Whether the leader, or, on the leader itself, a quorum, was connected all the time.
  private boolean isConnected(MemberId leader, long sinceNanos) {
    var now = status.get();
    if (!leader.equals(now.self())) {
      return connections.holdSince(leader, sinceNanos);
    }
    long connected =
        now.voters().stream()
            .filter(voter -> voter.equals(leader) || connections.holdSince(voter, sinceNanos))
            .count();
    return connected >= now.voters().size() / 2 + 1;
  }
}
