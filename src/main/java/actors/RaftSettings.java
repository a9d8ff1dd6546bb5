package actors;

import java.time.Duration;

/// The times and limits of the Raft roles.
///
/// @param heartbeatInterval how often a leader says that it leads
/// @param electionTimeout the least time without a leader before an election; the real one is drawn
///   between once and twice of it (paper §5.2)
/// @param standsEarly whether a member that starts waits for a part of the election timeout only
///   (etcd's `--initial-election-tick-advance`)
/// @param readRetryInterval how long a follower waits for a read index before it asks anew
/// @param maxHoldBack how long entries that do not fill a message may wait for a peer to
///   acknowledge those before them; zero for not at all
/// @param maxAppendBytes the entries of one AppendEntries, in bytes; one entry may be larger
/// @param maxForwardBytes the proposals of one ForwardProposals, in bytes; one may be larger
/// @param maxUncommittedBytes the entries a leader takes beyond its commit index, in bytes; the
///   last may go over
/// @param maxUnappliedBytes the proposals of this member's clients that are remembered until they
///   are applied, to be proposed again if a leader loses them, in bytes
/// @param logMemoryBytes the applied entries that stay in memory for followers, in bytes
public record RaftSettings(
    Duration heartbeatInterval,
    Duration electionTimeout,
    boolean standsEarly,
    Duration readRetryInterval,
    Duration maxHoldBack,
    int maxAppendBytes,
    int maxForwardBytes,
    long maxUncommittedBytes,
    long maxUnappliedBytes,
    long logMemoryBytes) {

  public RaftSettings {
    if (electionTimeout.compareTo(heartbeatInterval.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "the election timeout " + electionTimeout + " is less than two heartbeats");
    }
  }
}
