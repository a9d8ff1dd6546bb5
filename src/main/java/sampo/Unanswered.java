package sampo;

import actors.Raft;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import raft.MemberId;

/// Heartbeats that this member, while it leads, has sent to members that answer none. That a
/// message was lost nobody says; but heartbeats are answered at once, without a disk, if they are
/// heard.
///
/// Counted is each heartbeat to a member that has answered none for as long as a follower waits for
/// one, though it was asked all the while. After a time in which this member itself sent nothing,
/// because it did not lead or stood still, all begins anew. Thread-safe.
final class Unanswered {

  private final LongSupplier nanoTime;
  private final long patienceNanos;
  private final Map<MemberId, Peer> peers;

  /// @param patience how long a member may owe an answer
  Unanswered(LongSupplier nanoTime, Duration patience, Set<MemberId> others) {
    this.nanoTime = nanoTime;
    this.patienceNanos = patience.toNanos();
    this.peers = others.stream().collect(Collectors.toMap(Function.identity(), _ -> new Peer()));
  }

  /// A message is about to leave for a member.
  void sent(MemberId to, Raft.Rpc message) {
    var peer = message instanceof Raft.Heartbeat ? peers.get(to) : null;
    if (peer != null) {
      peer.asked(nanoTime.getAsLong());
    }
  }

  /// A member has answered a heartbeat.
  void answered(MemberId from) {
    var peer = peers.get(from);
    if (peer != null) {
      peer.answered();
    }
  }

  /// How many there were, by the member that did not answer.
  Map<MemberId, Long> counts() {
    return peers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, peer -> peer.getValue().count()));
  }

  private final class Peer {
    private boolean owes;
    private long sinceNanos;
    private long lastNanos;
    private long count;

    synchronized void asked(long now) {
      if (!owes || now - lastNanos >= patienceNanos) {
        owes = true;
        sinceNanos = now;
      } else if (now - sinceNanos >= patienceNanos) {
        count++;
      }
      lastNanos = now;
    }

    synchronized void answered() {
      owes = false;
    }

    synchronized long count() {
      return count;
    }
  }
}
