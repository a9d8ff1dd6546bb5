package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static actors.TestMember.SELF;
import static actors.TestMember.entries;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import raft.Entry;
import raft.EntryId;
import raft.HardState;

/// The figures of the Raft paper, played by real members.
final class RaftPaperTest {

  private static long[] terms(String digits) {
    return digits.chars().mapToLong(digit -> digit - '0').toArray();
  }

  /// A member's log as its journal will hold it, once all writes are done.
  private static void writeTo(List<Entry> log, Journal.Write write) {
    if (!write.entries().isEmpty()) {
      int keep = (int) write.entries().getFirst().index() - 1;
      log.subList(keep, log.size()).clear();
      log.addAll(write.entries());
    }
  }

  // Figure 7: "When the leader at the top comes to power, it is possible that any of scenarios
  // (a-f)
  // could occur in follower logs." §5.3: the leader forces them to duplicate its own, and a term of
  // conflicting entries costs one rejection, not one for each entry.
  @ParameterizedTest
  @ValueSource(
      strings = {"111445566", "1114", "11144556666", "111445566677", "1114444", "11122233333", ""})
  void theLeaderMakesTheLogsOfFigure7EqualToItsOwn(String followerLog) {
    var leaderTerms = terms("1114455666");
    var leader = TestMember.restarted(3, new HardState(7, null), leaderTerms);
    leader.stand();
    leader.flush();
    leader.sent();
    leader.tell(new Raft.RequestVoteReply(C, 8, true));
    var leaderLog = new ArrayList<>(entries(1, leaderTerms));
    for (Journal.Write write : leader.writes()) {
      writeTo(leaderLog, write);
      leader.makeDurable(write);
    }
    var followerTerms = terms(followerLog);
    var follower = TestMember.peer(B, 3, new HardState(7, null), followerTerms);
    var log = new ArrayList<>(entries(1, followerTerms));

    // C holds all of it, so that B's acknowledgement tells what B has
    leader.tell(new Raft.AppendEntriesAccepted(C, 8, 11));
    int rejections = 0;
    for (int turn = 0; turn < 20; turn++) {
      leader.sentTo(B).forEach(follower::tell);
      for (Journal.Write write : follower.writes()) {
        writeTo(log, write);
        follower.makeDurable(write);
      }
      for (Raft.Rpc answer : follower.sentTo(SELF)) {
        rejections += answer instanceof Raft.AppendEntriesRejected ? 1 : 0;
        leader.tell(answer);
      }
    }

    assertThat(log).isEqualTo(leaderLog);
    assertThat(follower.commitIndex()).isEqualTo(11);
    assertThat(rejections).isLessThanOrEqualTo(3);
  }

  // Figure 8 (c) and (d): S1 leads term 4 and has put its entry of term 2 on a majority; S5 with an
  // entry of term 3 may still be elected and overwrite it, so it must not count as committed.
  @Test
  void anEntryOfAnEarlierTermOnAMajorityMayStillBeOverwritten() {
    var s1 = TestMember.leader(5, 4, 1, 2);
    s1.tell(new Raft.AppendEntriesAccepted(B, 4, 2));
    s1.tell(new Raft.AppendEntriesAccepted(C, 4, 2));
    assertThat(s1.commitIndex()).isZero();

    var s5 = TestMember.D;
    s1.tell(new Raft.RequestVote(s5, 5, new EntryId(2, 3), true));
    s1.flush();
    s1.tell(new Raft.AppendEntries(s5, 5, new EntryId(1, 1), entries(2, 3), 2));
    s1.flush();

    assertThat(s1.handedToApplier()).isEqualTo(entries(1, 1, 3));
  }

  // Figure 8 (e): once an entry of its own term is on a majority, S5 cannot win an election.
  @Test
  void anEntryOfTheOwnTermOnAMajorityKeepsOlderLogsFromWinning() {
    var voter = TestMember.restarted(5, new HardState(4, null), 1, 2, 4);
    voter.tell(new Raft.RequestVote(B, 5, new EntryId(2, 3), false));
    voter.flush();

    assertThat(voter.sentTo(B)).containsExactly(new Raft.RequestVoteReply(SELF, 5, false));
  }
}
