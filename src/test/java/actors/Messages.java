package actors;

import static actors.TestMember.B;
import static actors.TestMember.entries;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import raft.EntryId;

/// One of every message, for tests that are about all of them.
final class Messages {

  /// The term of those that come from B.
  static final long TERM = 4;

  private Messages() {}

  static Stream<Raft.Rpc> ofPeers() {
    return ofPeers(TERM);
  }

  /// One of every message that B may send.
  static Stream<Raft.Rpc> ofPeers(long term) {
    return Stream.of(
        new Raft.RequestPreVote(B, term, new EntryId(9, term)),
        new Raft.RequestPreVoteReply(B, term, false),
        new Raft.RequestVote(B, term, new EntryId(9, term), false),
        new Raft.RequestVoteReply(B, term, false),
        new Raft.AppendEntries(B, term, EntryId.ZERO, List.of(), 0),
        new Raft.AppendEntriesAccepted(B, term, 0),
        new Raft.AppendEntriesRejected(B, term, 0, EntryId.ZERO),
        new Raft.Heartbeat(B, term, 0, 1),
        new Raft.HeartbeatReply(B, term, 0),
        new Raft.Committed(B, term, 0),
        new Raft.TimeoutNow(B, term),
        new Raft.ForwardProposals(B, term, 77, List.of(ByteString.copyFromUtf8("put"))),
        new Raft.ReadIndex(B, term, 5),
        new Raft.ReadIndexReply(B, term, 5, 0),
        new Raft.IsBootstrapped(B, term),
        new Raft.IsBootstrappedReply(B, term, false));
  }

  static Stream<Raft.Message> ofTimersAndSiblings() {
    return Stream.concat(
        Arrays.stream(Raft.Timer.values()),
        Stream.of(
            new Raft.Written(new EntryId(1, 1)),
            new Raft.EntriesRead(entries(1, 1)),
            new Raft.Applied(1),
            new Raft.TransferLeadership(null),
            new Raft.ProposeAsLeader(1, List.of())));
  }
}
