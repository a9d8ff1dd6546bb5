package actors;

import static org.assertj.core.api.Assertions.assertThat;

import actors.Inspector.HashAnswer;
import actors.Inspector.HashQuestion;
import com.google.protobuf.ByteString;
import etcdserverpb.PutRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import mvcc.BackendException;
import mvcc.MemoryBackend;
import mvcc.Store;
import mvcc.StoreHashes;
import mvcc.StoreLimits;
import mvcc.Testimony;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// An inspector, stepped message by message.
final class HashDeskTest {

  private static final MemberId SELF = new MemberId(1);
  private static final MemberId OTHER = new MemberId(2);
  private static final MemberId THIRD = new MemberId(3);

  private record Sent(MemberId to, Inspector.Rpc message) {}

  private final Store store = Store.open(new MemoryBackend(), StoreLimits.defaults());
  private final List<Sent> sent = new ArrayList<>();
  private final Queue<Inspector.Message> mailbox = new ArrayDeque<>();
  private final Queue<Runnable> walks = new ArrayDeque<>();
  private final TreeMap<Long, Runnable> waiting = new TreeMap<>();
  private boolean unreadable;
  private long askings;
  private long index;
  private final StoreHashes hashes =
      new StoreHashes(
          store::view,
          _ -> {
            if (unreadable) {
              throw new BackendException("a checksum does not fit");
            }
          });
  private final HashDesk desk =
      new HashDesk(
          new HashDesk.Surface(
              SELF,
              Set.of(OTHER, THIRD),
              (to, message) -> sent.add(new Sent(to, message)),
              hashes,
              waiting::put,
              walks::add,
              () -> ++askings),
          mailbox::add);

  private void put(int entries) {
    for (int i = 0; i < entries; i++) {
      var batch = store.begin();
      batch.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k" + index)).build());
      batch.commit(++index, 1);
    }
    waiting.headMap(index, true).values().forEach(Runnable::run);
    waiting.headMap(index, true).clear();
  }

  private void tell(Inspector.Message message) {
    mailbox.add(message);
    settle();
  }

  private void settle() {
    while (!mailbox.isEmpty()) {
      desk.receive(mailbox.remove());
    }
  }

  private void walk() {
    walks.remove().run();
    settle();
  }

  private static HashQuestion question(MemberId from, long id, long applied, long revision) {
    return new HashQuestion(from, id, applied, revision, -1);
  }

  private CompletableFuture<Testimony> ask(MemberId member) {
    var answer = new CompletableFuture<Testimony>();
    tell(new Inspector.Ask(member, 5, 4, -1, answer));
    return answer;
  }

  // -- answering

  @Test
  void aQuestionIsAnsweredByAWalkOnAnotherThread() {
    put(5);
    tell(question(OTHER, 9, 5, 4));
    assertThat(sent).isEmpty();
    walk();
    var testimony = new Testimony(5, 6, -1, store.view().hash(4));
    assertThat(sent).containsExactly(new Sent(OTHER, new HashAnswer(SELF, 9, testimony)));
  }

  @Test
  void theAnswerWaitsUntilTheStoreIsAsFar() {
    put(3);
    tell(question(OTHER, 9, 5, 6));
    assertThat(walks).isEmpty();
    put(1);
    settle();
    assertThat(walks).isEmpty();
    put(1);
    settle();
    walk();
    assertThat(((HashAnswer) sent.getFirst().message()).testimony().hash())
        .isEqualTo(store.view().hash(6));
  }

  @Test
  void theSameQuestionTwiceCostsOneWalk() {
    put(5);
    tell(question(OTHER, 9, 5, 4));
    tell(question(OTHER, 9, 5, 4));
    walk();
    assertThat(walks).isEmpty();
    assertThat(sent).hasSize(1);
    tell(question(OTHER, 9, 5, 4));
    walk();
    assertThat(sent).as("the answer was lost").hasSize(2);
  }

  @Test
  void ofWaitingQuestionsOfOneMemberTheNewestIsAnswered() {
    put(5);
    tell(question(OTHER, 9, 5, 4));
    tell(question(OTHER, 10, 5, 3));
    tell(question(OTHER, 11, 5, 2));
    walk();
    walk();
    assertThat(walks).isEmpty();
    assertThat(sent.stream().map(one -> one.message().askId())).containsExactly(9L, 11L);
    assertThat(((HashAnswer) sent.getLast().message()).testimony().hash())
        .isEqualTo(store.view().hash(2));
  }

  @Test
  void aMemberThatLagsForLongRemembersOneQuestionOfEach() {
    for (int i = 1; i <= 100; i++) {
      tell(question(OTHER, i, 200 + i, 4));
    }
    tell(question(THIRD, 500, 210, 4));
    assertThat(waiting).hasSize(2);
    put(300);
    settle();
    while (!walks.isEmpty()) {
      walk();
    }
    assertThat(sent.stream().map(one -> one.message().askId()))
        .containsExactlyInAnyOrder(100L, 500L);
  }

  @Test
  void whoIsNoMemberIsNotAnswered() {
    put(5);
    tell(question(new MemberId(4), 9, 5, 4));
    assertThat(walks).isEmpty();
  }

  @Test
  void aStoreThatCannotBeReadHasNoHash() {
    put(10_001);
    unreadable = true;
    tell(question(OTHER, 9, 5, 10_002));
    walk();
    var testimony = new Testimony(10_001, 10_002, -1, null);
    assertThat(sent).containsExactly(new Sent(OTHER, new HashAnswer(SELF, 9, testimony)));
  }

  // -- asking

  @Test
  void anAnswerEndsTheAskingThatItNames() {
    var first = ask(OTHER);
    var second = ask(THIRD);
    assertThat(sent)
        .containsExactly(
            new Sent(OTHER, new HashQuestion(SELF, 1, 5, 4, -1)),
            new Sent(THIRD, new HashQuestion(SELF, 2, 5, 4, -1)));
    var testimony = new Testimony(5, 6, -1, null);
    tell(new HashAnswer(OTHER, 2, testimony));
    tell(new HashAnswer(OTHER, 3, testimony));
    assertThat(second).isNotDone();
    tell(new HashAnswer(THIRD, 2, testimony));
    assertThat(second).isCompletedWithValue(testimony);
    assertThat(first).isNotDone();
  }

  @Test
  void theSilentAreAskedAgainUntilNobodyWaits() {
    var first = ask(OTHER);
    var second = ask(THIRD);
    tell(new HashAnswer(THIRD, 2, new Testimony(5, 6, -1, null)));
    sent.clear();
    tell(Inspector.Timer.RETRY);
    assertThat(sent).containsExactly(new Sent(OTHER, new HashQuestion(SELF, 1, 5, 4, -1)));
    first.cancel(false);
    sent.clear();
    tell(Inspector.Timer.RETRY);
    assertThat(sent).isEmpty();
    assertThat(second).isDone();
  }
}
