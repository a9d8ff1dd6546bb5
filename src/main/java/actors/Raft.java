package actors;

import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

/// The protocol of the Raft actor: all that a role may be told.
///
/// Messages between members are [Rpc]; they carry their sender and its term, so that the term rule
/// (paper §5.1) is applied to all of them in one place. Messages of this member are [Local].
public final class Raft {

  private Raft() {}

  /// Anything the Raft actor of a member receives.
  public sealed interface Message permits Rpc, Local {}

  /// A message between members.
  public sealed interface Rpc extends Message {
    /// The member that sent it.
    MemberId from();

    /// The sender's current term; for a pre-vote the term it would start, or that was asked for.
    long term();
  }

  /// Asks whether a vote would be granted, before a term is spent on it (thesis §9.6).
  ///
  /// @param term the term the sender would start; the sender's own term is one less
  public record RequestPreVote(MemberId from, long term, EntryId lastLog) implements Rpc {}

  /// Answers a pre-vote.
  ///
  /// @param term if granted the term asked for, else the current term of the sender
  public record RequestPreVoteReply(MemberId from, long term, boolean voteGranted) implements Rpc {}

  /// Asks for a vote (paper §5.2).
  ///
  /// @param transfer the leader itself asked for this election (thesis §3.10), so that a member
  ///   that hears a leader may grant it
  public record RequestVote(MemberId from, long term, EntryId lastLog, boolean transfer)
      implements Rpc {}

  /// Answers a vote request; a grant leaves only once it is durable.
  public record RequestVoteReply(MemberId from, long term, boolean voteGranted) implements Rpc {}

  /// Replicates entries (paper §5.3).
  ///
  /// @param previous the entry before the first of `entries`
  /// @param entries contiguous, may be empty when the leader probes
  /// @param leaderCommit the leader's commit index
  public record AppendEntries(
      MemberId from, long term, EntryId previous, List<Entry> entries, long leaderCommit)
      implements Rpc {}

  /// The sender's log equals the leader's up to `matchIndex`, durably.
  public record AppendEntriesAccepted(MemberId from, long term, long matchIndex) implements Rpc {}

  /// The sender's log has no entry `previousIndex` of the term the leader said (paper §5.3).
  ///
  /// @param previousIndex the index the leader probed at
  /// @param hint where the logs may agree: the greatest entry of the sender's log at or before
  ///   `previousIndex` whose term is not greater than the one probed
  public record AppendEntriesRejected(MemberId from, long term, long previousIndex, EntryId hint)
      implements Rpc {}

  /// Says that the leader leads, how far it has committed, and asks to confirm a round of reads.
  /// Its answer waits for no disk, unlike that of AppendEntries.
  ///
  /// @param leaderCommit the commit index, no further than what the receiver has acknowledged
  /// @param round the read round this heartbeat belongs to; fresh ids only grow within a term
  public record Heartbeat(MemberId from, long term, long leaderCommit, long round) implements Rpc {}

  /// The sender still followed the leader of `term` when `round` reached it.
  public record HeartbeatReply(MemberId from, long term, long round) implements Rpc {}

  /// Tells how far the leader has committed, when there are no entries to say it with. Wants no
  /// answer.
  ///
  /// @param leaderCommit the commit index, no further than what the receiver has acknowledged
  public record Committed(MemberId from, long term, long leaderCommit) implements Rpc {}

  /// Tells a follower to start an election at once (thesis §3.10).
  public record TimeoutNow(MemberId from, long term) implements Rpc {}

  /// Proposals that a follower's clients made.
  ///
  /// @param forwardId fresh for each message of the sender: a copy is taken only once, since a
  ///   proposal is not idempotent
  public record ForwardProposals(
      MemberId from, long term, long forwardId, List<ByteString> proposals) implements Rpc {}

  /// Asks the leader for an index at which reads that have begun are linearizable (thesis §6.4).
  ///
  /// @param readId fresh for each question of the sender, never reused for a later read
  public record ReadIndex(MemberId from, long term, long readId) implements Rpc {}

  /// Answers a ReadIndex: leadership was confirmed after the question arrived.
  public record ReadIndexReply(MemberId from, long term, long readId, long index) implements Rpc {}

  /// Asks whether the sender has been a member before: it has no data, and does not know.
  ///
  /// @param term 0, since the sender is in none yet; the answer waits for no term rule
  public record IsBootstrapped(MemberId from, long term) implements Rpc {}

  /// Answers an IsBootstrapped.
  ///
  /// @param bootstrapped whether the asker had joined the cluster, as far as the sender's store
  ///   says
  public record IsBootstrappedReply(MemberId from, long term, boolean bootstrapped)
      implements Rpc {}

  /// A message from this member to itself.
  public sealed interface Local extends Message {}

  /// The journal has been read back; ends [Recovering].
  ///
  /// @param start the entry before the first of `entries`: all up to it is only in the journal
  /// @param terms for the part up to `start`, where each term begins
  /// @param entries the suffix of the log that is kept in memory
  /// @param lastApplied what the store has applied already; at most the last index
  public record Recovered(
      HardState hardState,
      EntryId start,
      List<EntryId> terms,
      List<Entry> entries,
      long lastApplied)
      implements Local {

    /// Whether the journal is empty: the member has neither voted nor acknowledged anything.
    boolean isNothing() {
      return hardState.equals(HardState.INITIAL) && start.index() == 0 && entries.isEmpty();
    }
  }

  /// The journal holds the log up to `last` durably.
  public record Written(EntryId last) implements Local {}

  /// The journal has read entries back that are no longer in memory.
  ///
  /// @param entries contiguous from the index asked for; at least one
  public record EntriesRead(List<Entry> entries) implements Local {}

  /// The store has applied the log up to `index`.
  public record Applied(long index) implements Local {}

  /// Client requests wait in `source`; the role takes them all when it gets here, so that one
  /// message serves all that arrived meanwhile.
  public record Propose(Source source) implements Local {

    /// Where proposals wait. Taking empties it.
    public interface Source {
      Proposals take();
    }
  }

  /// Proposals of this member's clients, on their way to be applied.
  public interface Proposals {

    /// Those that someone still waits for, encoded, oldest first.
    List<ByteString> awaited();

    /// Whether nobody waits any more.
    default boolean isOver() {
      return awaited().isEmpty();
    }
  }

  /// Proposals that only the leader of `term` may make, and may make only in that term: any other
  /// member drops them, and so does the leader itself where it would let others wait. So what a
  /// leader decided never takes effect once another leads.
  public record ProposeAsLeader(long term, List<ByteString> proposals) implements Local {}

  /// Linearizable reads wait in `source`, to be served together at one read index.
  public record Read(Reads.Source source) implements Local {}

  /// Linearizable reads that wait to hear at which index they may be served.
  public interface Reads {

    /// Where reads wait. Taking empties it.
    interface Source {
      Reads take();
    }

    boolean isEmpty();

    /// These reads followed by others.
    Reads and(Reads later);

    /// No index can be had: the leader changed, or this member stops.
    void refuse(Refusal refusal);

    /// Serves the reads; called by the applier once the store has applied the read index.
    void serve();
  }

  /// Why reads got no index.
  public enum Refusal {
    LEADER_CHANGED,
    STOPPING
  }

  /// Asks the leader to hand leadership over (thesis §3.10).
  ///
  /// @param target the voter to become leader; null for the one that is furthest
  public record TransferLeadership(@Nullable MemberId target) implements Local {}

  /// Timers. Each is key and message at once.
  public enum Timer implements Local {
    /// No leader was heard for the minimum election timeout.
    LEADER_SILENT,
    /// The randomised rest of the election timeout has passed too.
    ELECTION_TIMEOUT,
    /// The leader's time to send heartbeats.
    HEARTBEAT_TICK,
    /// Entries have waited long enough for those before them to be acknowledged.
    HOLD_BACK_TIMEOUT,
    /// The leader's time to ask whether it has heard a quorum (check quorum).
    QUORUM_TIMEOUT,
    /// A question for a read index went unanswered.
    READ_RETRY_TIMEOUT,
    /// A leadership transfer did not happen in time.
    TRANSFER_TIMEOUT
  }
}
