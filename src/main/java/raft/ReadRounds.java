package raft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The reads of a leader that wait for proof that it still leads (thesis §6.4).
///
/// A round of heartbeats serves all reads that arrived before it began. One round is under way at a
/// time, each under a fresh number, so an answer to an earlier heartbeat can never confirm a later
/// read.
///
/// @param <T> a read
public final class ReadRounds<T> {

  /// Reads that may be served.
  ///
  /// @param index the read index: serve once the log is applied up to here
  public record Confirmed<T>(long index, List<T> reads) {}

  private final Quorum quorum;
  private List<T> waiting = new ArrayList<>();
  private List<T> asking = List.of();
  private final Set<MemberId> confirmedBy = new HashSet<>();
  private long readIndex;
  private long round;

  public ReadRounds(Quorum quorum) {
    this.quorum = quorum;
  }

  public void add(T read) {
    waiting.add(read);
  }

  /// The number of the newest round; heartbeats carry it.
  public long round() {
    return round;
  }

  /// Whether reads wait and no round is under way.
  public boolean canBegin() {
    return asking.isEmpty() && !waiting.isEmpty();
  }

  /// Begins a round for all reads that wait. Heartbeats with the new [#round] must follow.
  ///
  /// @param commitIndex the leader's commit index now; an entry of its own term is committed
  public void begin(long commitIndex) {
    round++;
    asking = waiting;
    waiting = new ArrayList<>();
    readIndex = commitIndex;
    confirmedBy.clear();
  }

  /// Notes that a member still followed this leader when the heartbeat reached it. The leader's own
  /// voice counts too.
  ///
  /// @return the reads of the round once a quorum has confirmed it; no reads otherwise
  public Confirmed<T> confirm(MemberId by, long confirmedRound) {
    if (asking.isEmpty() || confirmedRound != round) {
      return new Confirmed<>(readIndex, List.of());
    }
    confirmedBy.add(by);
    if (!quorum.isReachedBy(confirmedBy.size())) {
      return new Confirmed<>(readIndex, List.of());
    }
    var confirmed = new Confirmed<>(readIndex, asking);
    asking = List.of();
    return confirmed;
  }

  /// Gives up: all reads that have not been confirmed.
  public List<T> abandon() {
    var all = new ArrayList<>(asking);
    all.addAll(waiting);
    asking = List.of();
    waiting = new ArrayList<>();
    return all;
  }
}
