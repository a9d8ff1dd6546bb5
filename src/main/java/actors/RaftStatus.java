package actors;

import java.util.List;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// What a member's Raft actor says of itself to the threads around it: read from anywhere, never
/// waited for.
///
/// @param role the role's name, in lower case
/// @param leader the leader this member follows or is; null while it knows none
/// @param leaderChanges how often this member has seen a new leader since it started
public record RaftStatus(
    MemberId self,
    String role,
    long term,
    @Nullable MemberId leader,
    long commitIndex,
    long lastApplied,
    long lastIndex,
    long leaderChanges,
    List<MemberId> voters) {}
