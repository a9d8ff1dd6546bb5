package checkers;

import raft.MemberId;

/// What a member takes for committed is on the disks of a quorum, so that it outlives the crash of
/// all members.
public final class CommittedOnQuorum implements Checker {

  private long known;

  @Override
  public void committed(MemberId member, long term, long commitIndex, Logs logs) {
    for (; known < commitIndex; known++) {
      var id = logs.entry(member, known + 1);
      var copies = logs.copiesOnDisk(id);
      if (copies < logs.members() / 2 + 1) {
        throw violation(member + " has committed " + id + ", which is on " + copies + " disks");
      }
    }
  }
}
