package actors;

import java.util.function.Predicate;
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
    Watcher watcher,
    Bootstrap bootstrap) {

  /// What keeps a member that has lost its data from voting again where it has voted.
  ///
  /// @param asksFirst whether a member without data asks the others, before anything else, whether
  ///   it has been a member before
  /// @param known which members have joined the cluster, as far as this one's store says;
  ///   thread-safe
  public record Bootstrap(boolean asksFirst, Predicate<MemberId> known) {

    /// Takes a member without data for a new one, and knows nobody.
    public static final Bootstrap TRUSTING = new Bootstrap(false, _ -> false);
  }

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
