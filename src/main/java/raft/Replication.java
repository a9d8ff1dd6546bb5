package raft;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A leader's view of all logs of the cluster, its own included: what is replicated how far, and
/// what a quorum holds.
public final class Replication {

  private final MemberId self;
  private final Membership membership;
  private final Map<MemberId, Progress> progress = new TreeMap<>();

  /// @param lastIndex the last entry of the leader's log when it was elected
  public Replication(MemberId self, Membership membership, long lastIndex) {
    this.self = self;
    this.membership = membership;
    for (MemberId peer : membership.peersOf(self)) {
      progress.put(peer, Progress.initial(lastIndex));
    }
  }

  public List<MemberId> peers() {
    return List.copyOf(progress.keySet());
  }

  /// The progress of a peer.
  ///
  /// @throws IllegalArgumentException if it is no peer of this cluster
  public Progress of(MemberId peer) {
    Progress found = progress.get(peer);
    if (found == null) {
      throw new IllegalArgumentException(peer + " is no member of this cluster");
    }
    return found;
  }

  public boolean hasPeer(MemberId peer) {
    return progress.containsKey(peer);
  }

  public void update(MemberId peer, UnaryOperator<Progress> change) {
    progress.put(peer, change.apply(of(peer)));
  }

  /// The greatest index that a quorum holds durably (paper §5.3).
  ///
  /// @param ownIndex what the leader itself holds durably, not merely in memory
  public long quorumIndex(long ownIndex) {
    long[] indexes = new long[membership.voters().size()];
    int count = 0;
    for (MemberId voter : membership.voters()) {
      indexes[count++] = voter.equals(self) ? ownIndex : of(voter).matchIndex();
    }
    return membership.quorum().reachedIndex(indexes);
  }

  /// The peer whose log reaches furthest: the one to hand leadership to.
  public MemberId furthest() {
    return progress.entrySet().stream()
        .max((a, b) -> Long.compare(a.getValue().matchIndex(), b.getValue().matchIndex()))
        .orElseThrow(() -> new IllegalStateException("a single member has no peer"))
        .getKey();
  }
}
