package actors;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import raft.RecentIds;

/// What other members forward to a leader, until it appends it. It ends with the leader's term: a
/// proposal that its member has given up for lost ([HandedOver]) must not turn up in a later one.
final class Forwarded {

  private final RecentIds taken = new RecentIds();
  private List<ByteString> waiting = new ArrayList<>();
  private long waitingBytes;

  /// Takes a message in, unless it is a copy.
  void add(Raft.ForwardProposals forward) {
    if (taken.isFirst(forward.from(), forward.forwardId())) {
      waiting.addAll(forward.proposals());
      waitingBytes += forward.proposals().stream().mapToLong(ByteString::size).sum();
    }
  }

  /// How much waits, in bytes.
  long waitingBytes() {
    return waitingBytes;
  }

  /// Gives up what waits.
  List<ByteString> release() {
    var released = waiting;
    waiting = new ArrayList<>();
    waitingBytes = 0;
    return released;
  }
}
