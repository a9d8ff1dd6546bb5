package actors;

import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import raft.MemberId;
import raft.Membership;

/// All that a member's Raft actor is given: who it is, and whom it may tell. Randomness comes in
/// here too, so that a seed repeats a run.
///
/// @param dice draws election timeouts
public record Surroundings(
    MemberId self,
    Membership membership,
    RaftSettings settings,
    Peers peers,
    ActorRef<Journal.Message> journal,
    ActorRef<Applier.Message> applier,
    RandomGenerator dice,
    Watcher watcher) {

  /// Hears what becomes of the Raft actor. Called on its thread: must not block.
  public interface Watcher {

    /// The member's view of itself has changed or may have.
    void status(RaftStatus status);

    /// A role was entered or left.
    ///
    /// @param role the role the member is in now
    /// @param what what happened, in words
    void transition(MemberId member, String role, long term, String what);
  }
}
