package actors;

import java.util.List;
import org.jspecify.annotations.Nullable;
import raft.MemberId;
import raft.ReadRounds;

/// The linearizable reads that a leader answers for: those of its own clients and the questions of
/// its followers (thesis §6.4).
final class LeaderReads {

  private sealed interface Waiting {

    /// Reads of this member's clients.
    record Here(Raft.Reads reads) implements Waiting {}

    /// A follower's question.
    record There(MemberId follower, long readId) implements Waiting {}
  }

  private final RaftState state;
  private final ReadRounds<Waiting> rounds;

  LeaderReads(RaftState state) {
    this.state = state;
    this.rounds = new ReadRounds<>(state.membership().quorum());
  }

  long round() {
    return rounds.round();
  }

  void add(Raft.Reads reads, List<MemberId> peers) {
    if (!reads.isEmpty()) {
      rounds.add(new Waiting.Here(reads));
      begin(peers);
    }
  }

  void add(Raft.ReadIndex question, List<MemberId> peers) {
    rounds.add(new Waiting.There(question.from(), question.readId()));
    begin(peers);
  }

  /// Begins a round if reads wait and an entry of this term is committed: before that the leader does
  /// not know which of the earlier entries are (thesis §6.4 step 1).
  void begin(List<MemberId> peers) {
    if (!rounds.canBegin() || state.log().termAt(state.commitIndex()) != state.term()) {
      return;
    }
    rounds.begin(state.commitIndex());
    for (MemberId peer : peers) {
      state.tell(peer, new Raft.Heartbeat(state.self(), state.term(), 0, rounds.round()));
    }
    confirm(state.self(), rounds.round(), peers);
  }

  /// Notes a member's answer to a heartbeat and serves the round's reads once a quorum answered.
  void confirm(MemberId by, long round, List<MemberId> peers) {
    var confirmed = rounds.confirm(by, round);
    if (confirmed.reads().isEmpty()) {
      return;
    }
    Raft.Reads own = null;
    for (Waiting waiting : confirmed.reads()) {
      own = serve(waiting, confirmed.index(), own);
    }
    if (own != null) {
      state.serveReadsAt(confirmed.index(), own);
    }
    begin(peers);
  }

  private Raft.@Nullable Reads serve(Waiting waiting, long index, Raft.@Nullable Reads own) {
    return switch (waiting) {
      case Waiting.Here here -> own == null ? here.reads() : own.and(here.reads());
      case Waiting.There there -> {
        state.tell(
            there.follower(),
            new Raft.ReadIndexReply(state.self(), state.term(), there.readId(), index));
        yield own;
      }
    };
  }

  /// The leader's own reads wait for the next leader; followers ask again by themselves.
  void leave() {
    for (Waiting waiting : rounds.abandon()) {
      if (waiting instanceof Waiting.Here here) {
        state.hold(new Raft.Read(here::reads));
      }
    }
  }
}
