package actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import etcd.EtcdError;
import etcd.EtcdException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import lease.LeaseAnswer;
import lease.LeaseQuestion;
import lease.LeaseTable;
import lease.LeaseTimes;
import lease.LeaseWatcher;
import mvcc.Batch;
import mvcc.MemoryBackend;
import mvcc.Store;
import mvcc.StoreLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proposal.wire.LeaseGrantId;
import proposal.wire.Proposal;
import raft.MemberId;

/// What a lessor does, step by step and in virtual time: who leads and when a quorum confirms it is
/// what the test says.
final class LeaseOfficeTest {

  private static final MemberId SELF = new MemberId(1);
  private static final MemberId OTHER = new MemberId(2);
  private static final MemberId THIRD = new MemberId(3);
  private static final LeaseAnswer GONE = LeaseAnswer.Gone.GONE;

  private record Sent(MemberId to, Lessor.Rpc message) {}

  private @Nullable MemberId leader;
  private long term = 1;
  private long nanos;
  private long index;
  private final LeaseTable table = new LeaseTable(LeaseWatcher.NONE);
  private final Store store = Store.open(new MemoryBackend(), StoreLimits.defaults(), table);
  private final Queue<Lessor.Message> mailbox = new ArrayDeque<>();
  private final List<CompletableFuture<Boolean>> rounds = new ArrayList<>();
  private final List<Raft.ProposeAsLeader> proposed = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final LeaseOffice office =
      new LeaseOffice(
          new LeaseOffice.Surface(
              this::status,
              table,
              LeaseWatcher.NONE,
              (to, message) -> sent.add(new Sent(to, message)),
              this::begin,
              message -> proposed.add((Raft.ProposeAsLeader) message),
              () -> nanos),
          new LeaseOffice.Limits(
              LeaseTimes.defaults(Duration.ofSeconds(1)),
              Duration.ofSeconds(7),
              Duration.ofMillis(500),
              4),
          mailbox::add);

  // -- a leader

  @Test
  void aRenewalIsPromisedOnlyAfterAQuorumHasConfirmedTheLeader() {
    lead(1);
    grant(5, 10);
    confirm();
    var renewal = renew(5);
    assertThat(renewal).isNotDone();
    confirm();
    assertThat(renewal).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
  }

  @Test
  void oneRoundServesAllThatWaitAndNoneThatCameLater() {
    lead(1);
    grant(5, 10);
    confirm();
    var first = renew(5);
    var second = renew(5);
    var third = renew(404);
    assertThat(rounds).hasSize(1);
    confirm();
    assertThat(first).isDone();
    assertThat(second).isNotDone();
    confirm();
    assertThat(second).isDone();
    assertThat(third).isCompletedWithValue(GONE);
    assertThat(rounds).isEmpty();
  }

  /// etcd's issue 20615: a leader that was deposed must promise nothing, and does not know that it
  /// was.
  @Test
  void aLeaderDeposedDuringTheRoundPromisesNothing() {
    lead(1);
    grant(5, 10);
    confirm();
    var renewal = renew(5);
    follow(OTHER, 2);
    confirm();
    assertThat(renewal).isNotDone();
    pass(0.1);
    assertThat(sent).extracting(Sent::to).contains(OTHER);
  }

  /// It led before and leads again, but others may have led in between.
  @Test
  void aRoundOfAnEarlierTermConfirmsNothing() {
    lead(1);
    grant(5, 10);
    confirm();
    var renewal = renew(5);
    lead(3);
    confirm();
    assertThat(renewal).isNotDone();
    pass(0.1);
    confirm();
    assertThat(renewal).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
  }

  @Test
  void leasesEndOnlyAfterAQuorumHasConfirmedTheLeader() {
    lead(1);
    confirm();
    grant(5, 10);
    pass(10.2);
    assertThat(proposed).isEmpty();
    confirm();
    assertThat(ended()).containsExactly(5L);
    assertThat(proposed.getFirst().term()).isEqualTo(1);
  }

  @Test
  void noLeaseEndsWhileNoQuorumAnswers() {
    lead(1);
    confirm();
    grant(5, 10);
    for (int i = 0; i < 20; i++) {
      pass(1);
      fail();
    }
    assertThat(proposed).isEmpty();
    confirmOnceBegun();
    assertThat(ended()).containsExactly(5L);
  }

  /// Those who could not reach the leader for a while come all at once.
  @Test
  void aRenewalThatCameBeforeTheConfirmationSavesItsLease() {
    lead(1);
    confirm();
    grant(5, 10);
    pass(10.2);
    var late = renew(5);
    confirm();
    assertThat(proposed).isEmpty();
    confirm();
    assertThat(late).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
    pass(9.8);
    assertThat(rounds).isEmpty();
  }

  @Test
  void aRenewalDuringTheEndOfItsLeaseHearsThatItIsGone() {
    lead(1);
    confirm();
    grant(5, 10);
    pass(10.2);
    confirm();
    var late = renew(5);
    confirm();
    assertThat(late).isNotDone();
    applyProposed();
    confirm();
    assertThat(late).isCompletedWithValue(GONE);
  }

  @Test
  void aNewLeaderStartsAllTimesAnew() {
    lead(1);
    confirm();
    grant(5, 10);
    pass(9);
    follow(OTHER, 2);
    pass(60);
    lead(3);
    confirm();
    pass(10.8);
    assertThat(rounds).isEmpty();
    pass(0.3);
    confirm();
    assertThat(ended()).containsExactly(5L);
  }

  // -- between members

  @Test
  void aFollowerAsksTheLeaderForAllAtOnce() {
    follow(OTHER, 1);
    var first = renew(5);
    var second = renew(6);
    var third = timeToLive(7);
    assertThat(sent).hasSize(1);
    answer(new LeaseAnswer.Alive(10, 10));
    assertThat(first).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
    assertThat(questions())
        .isEqualTo(
            new Lessor.Questions(
                SELF,
                2,
                List.of(
                    new LeaseQuestion(LeaseQuestion.Kind.RENEW, 6),
                    new LeaseQuestion(LeaseQuestion.Kind.TIME_TO_LIVE, 7))));
    answer(LeaseAnswer.Busy.BUSY, GONE);
    assertThat(second).isNotDone();
    assertThat(third).isCompletedWithValue(GONE);
    pass(0.1);
    answer(GONE);
    assertThat(second).isCompletedWithValue(GONE);
  }

  @Test
  void aQuestionThatGotLostIsAskedAgainAndALateAnswerIsNoOnes() {
    follow(OTHER, 1);
    var renewal = renew(5);
    pass(0.7);
    assertThat(sent).hasSize(2);
    tell(new Lessor.Answers(OTHER, 1, List.of(GONE)));
    assertThat(renewal).isNotDone();
    answer(new LeaseAnswer.Alive(10, 10));
    assertThat(renewal).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
  }

  @Test
  void theNextLeaderIsAskedWhenTheLastOneFellSilent() {
    follow(OTHER, 1);
    var renewal = renew(5);
    follow(THIRD, 2);
    pass(0.1);
    assertThat(sent.getLast().to()).isEqualTo(THIRD);
    tell(new Lessor.NotLeading(THIRD, 2));
    pass(0.1);
    assertThat(sent).hasSize(3);
    answer(GONE);
    assertThat(renewal).isCompletedWithValue(GONE);
  }

  @Test
  void othersAreAnsweredByAConfirmedLeaderOnly() {
    lead(1);
    confirm();
    grant(5, 10);
    var questions = List.of(new LeaseQuestion(LeaseQuestion.Kind.RENEW, 5));
    tell(new Lessor.Questions(OTHER, 9, questions));
    assertThat(sent).isEmpty();
    confirm();
    assertThat(sent)
        .containsExactly(
            new Sent(OTHER, new Lessor.Answers(SELF, 9, List.of(new LeaseAnswer.Alive(10, 10)))));
    sent.clear();
    tell(new Lessor.Questions(OTHER, 10, questions));
    follow(THIRD, 2);
    fail();
    assertThat(sent).containsExactly(new Sent(OTHER, new Lessor.NotLeading(SELF, 10)));
    tell(new Lessor.Questions(OTHER, 11, questions));
    assertThat(sent.getLast()).isEqualTo(new Sent(OTHER, new Lessor.NotLeading(SELF, 11)));
  }

  // -- limits

  @Test
  void questionsEndWhenTheirTimeIsOver() {
    var orphan = renew(5);
    pass(7.2);
    assertThat(orphan).isCompletedExceptionally();
    assertThat(error(orphan)).isEqualTo(EtcdError.NO_LEADER);
    follow(OTHER, 1);
    var unheard = renew(5);
    pass(7.8);
    assertThat(error(unheard)).isEqualTo(EtcdError.TIMEOUT);
  }

  @Test
  void onlySoManyMayWait() {
    for (int i = 0; i < 4; i++) {
      assertThat(renew(5)).isNotDone();
    }
    assertThat(error(renew(5))).isEqualTo(EtcdError.TOO_MANY_REQUESTS);
  }

  // -- steps

  private RaftStatus status() {
    var role = SELF.equals(leader) ? "leader" : "follower";
    return new RaftStatus(SELF, role, term, leader, 0, 0, 0, 0, List.of(SELF, OTHER, THIRD));
  }

  private CompletableFuture<Boolean> begin() {
    var round = new CompletableFuture<Boolean>();
    rounds.add(round);
    return round;
  }

  private void lead(long inTerm) {
    follow(SELF, inTerm);
  }

  private void follow(MemberId next, long inTerm) {
    leader = next;
    term = inTerm;
    tell(Lessor.Timer.TICK);
  }

  private void tell(Lessor.Message message) {
    mailbox.add(message);
    while (!mailbox.isEmpty()) {
      office.receive(mailbox.remove());
    }
  }

  private void confirm() {
    assertThat(rounds).hasSize(1);
    rounds.removeFirst().complete(true);
    drain();
  }

  private void confirmOnceBegun() {
    pass(0.1);
    confirm();
  }

  private void fail() {
    if (!rounds.isEmpty()) {
      rounds.removeFirst().completeExceptionally(EtcdError.TIMEOUT.exception());
      drain();
    }
  }

  private void drain() {
    while (!mailbox.isEmpty()) {
      office.receive(mailbox.remove());
    }
  }

  private void pass(double seconds) {
    for (long tenths = Math.round(seconds * 10); tenths > 0; tenths--) {
      nanos += Duration.ofMillis(100).toNanos();
      tell(Lessor.Timer.TICK);
    }
  }

  private CompletableFuture<LeaseAnswer> renew(long id) {
    return ask(LeaseQuestion.Kind.RENEW, id);
  }

  private CompletableFuture<LeaseAnswer> timeToLive(long id) {
    return ask(LeaseQuestion.Kind.TIME_TO_LIVE, id);
  }

  private CompletableFuture<LeaseAnswer> ask(LeaseQuestion.Kind kind, long id) {
    var answer = new CompletableFuture<LeaseAnswer>();
    tell(new Lessor.Ask(new LeaseQuestion(kind, id), answer));
    return answer;
  }

  private Lessor.Questions questions() {
    return (Lessor.Questions) sent.getLast().message();
  }

  private void answer(LeaseAnswer... answers) {
    tell(new Lessor.Answers(OTHER, questions().askId(), List.of(answers)));
  }

  private void grant(long id, long ttl) {
    Batch batch = store.begin();
    table.grant(batch, ++index, id, ttl);
    batch.commit(index, 1);
    tell(new Lessor.Changed(Set.of(id)));
  }

  private List<Long> ended() {
    return proposed.stream()
        .flatMap(one -> one.proposals().stream())
        .flatMap(one -> parse(one).getLeaseExpiries().getLeasesList().stream())
        .map(LeaseGrantId::getId)
        .toList();
  }

  private void applyProposed() {
    Batch batch = store.begin();
    for (var one : proposed) {
      one.proposals()
          .forEach(entry -> table.expire(batch, parse(entry).getLeaseExpiries().getLeasesList()));
    }
    batch.commit(++index, 1);
    tell(new Lessor.Changed(Set.copyOf(ended())));
  }

  private static Proposal parse(ByteString proposal) {
    try {
      return Proposal.parseFrom(proposal);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static EtcdError error(CompletableFuture<LeaseAnswer> answer) {
    return ((EtcdException) answer.exceptionNow()).error();
  }
}
