package actors;

import static actors.TestMember.B;
import static actors.TestMember.C;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import raft.Entry;
import raft.EntryId;
import raft.MemberId;

/// What a leader took with it is proposed again, once it is certain that it can no longer be
/// applied, and not before.
final class LostProposalsTest {

  private final TestMember member = TestMember.fresh(3);
  private final List<ByteString> waiting = new ArrayList<>();

  private void propose(String... proposals) {
    var taken = List.of(proposals).stream().map(ByteString::copyFromUtf8).toList();
    waiting.addAll(taken);
    member.tell(new Raft.Propose(() -> () -> taken.stream().filter(waiting::contains).toList()));
  }

  private void answer(String proposal) {
    waiting.remove(ByteString.copyFromUtf8(proposal));
  }

  /// A leader's entries arrive, are committed, durable and applied.
  private void apply(MemberId leader, long term, EntryId previous, Entry... entries) {
    long last = previous.index() + entries.length;
    member.tell(new Raft.AppendEntries(leader, term, previous, List.of(entries), last));
    member.flush();
    member.tell(new Raft.Applied(last));
  }

  private List<String> forwardedTo(MemberId leader) {
    return member.sentTo(leader).stream()
        .filter(Raft.ForwardProposals.class::isInstance)
        .map(Raft.ForwardProposals.class::cast)
        .flatMap(forward -> forward.proposals().stream())
        .map(ByteString::toStringUtf8)
        .toList();
  }

  private static Entry proposal(long index, long term, String data) {
    return Entry.proposal(index, term, ByteString.copyFromUtf8(data));
  }

  @Test
  void isProposedAgainOnceTheNextLeadersFirstEntryIsApplied() {
    apply(B, 1, EntryId.ZERO, Entry.noOp(1, 1));
    propose("a", "b");
    assertThat(forwardedTo(B)).containsExactly("a", "b");

    member.tell(new Raft.Heartbeat(C, 2, 1, 0));
    assertThat(forwardedTo(C)).as("C may have it in its log").isEmpty();
    apply(C, 2, new EntryId(1, 1), Entry.noOp(2, 2));

    assertThat(forwardedTo(C)).containsExactly("a", "b");
  }

  @Test
  void isNotProposedAgainIfItWasApplied() {
    apply(B, 1, EntryId.ZERO, Entry.noOp(1, 1));
    propose("a", "b");
    forwardedTo(B);
    answer("a");

    apply(C, 2, new EntryId(1, 1), proposal(2, 1, "a"), Entry.noOp(3, 2));

    assertThat(forwardedTo(C)).containsExactly("b");
  }

  @Test
  void isNotProposedAgainWhileItsLeaderGoesOn() {
    apply(B, 1, EntryId.ZERO, Entry.noOp(1, 1));
    propose("a");
    forwardedTo(B);

    apply(B, 1, new EntryId(1, 1), proposal(2, 1, "x"));

    assertThat(forwardedTo(B)).isEmpty();
  }

  @Test
  void isProposedByTheMemberItselfIfItLeadsNext() {
    apply(B, 1, EntryId.ZERO, Entry.noOp(1, 1));
    propose("a");
    member.lead(2);
    assertThat(member.lastIndex()).isEqualTo(2);

    member.tell(new Raft.AppendEntriesAccepted(C, 2, 2));
    member.tell(new Raft.Applied(2));

    assertThat(member.lastIndex()).isEqualTo(3);
  }

  @Test
  void whatALeaderAppendedInVainIsProposedAgainToTheNext() {
    member.lead(1);
    member.tell(new Raft.AppendEntriesAccepted(B, 1, 1));
    member.tell(new Raft.Applied(1));
    propose("a");
    assertThat(member.lastIndex()).isEqualTo(2);
    member.flush();
    member.sent();

    apply(C, 2, new EntryId(1, 1), Entry.noOp(2, 2));

    assertThat(forwardedTo(C)).containsExactly("a");
  }

  @Test
  void isProposedAgainAfterEveryLeaderThatLosesIt() {
    apply(B, 1, EntryId.ZERO, Entry.noOp(1, 1));
    propose("a");
    forwardedTo(B);
    apply(C, 2, new EntryId(1, 1), Entry.noOp(2, 2));
    assertThat(forwardedTo(C)).containsExactly("a");

    apply(B, 3, new EntryId(2, 2), Entry.noOp(3, 3));

    assertThat(forwardedTo(B)).containsExactly("a");
  }

  // TestMember remembers 1000 bytes, each proposal with 256 for itself.
  @Test
  void onlySoMuchIsRememberedTheNewestFirst() {
    apply(B, 1, EntryId.ZERO, Entry.noOp(1, 1));
    for (String one : List.of("a", "b", "c", "d", "e")) {
      propose(one);
    }
    forwardedTo(B);

    apply(C, 2, new EntryId(1, 1), Entry.noOp(2, 2));

    assertThat(forwardedTo(C)).containsExactly("c", "d", "e");
  }
}
