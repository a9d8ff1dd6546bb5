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
import proposal.wire.LeaseGrantId;
import proposal.wire.Proposal;
import raft.MemberId;

/// A lessor, stepped in virtual time: who leads and when a quorum confirms it is what the test
/// says.
abstract class LeaseSteps {

  static final MemberId SELF = new MemberId(1);
  static final MemberId OTHER = new MemberId(2);
  static final MemberId THIRD = new MemberId(3);
  static final LeaseAnswer GONE = LeaseAnswer.Gone.GONE;

  record Sent(MemberId to, Lessor.Rpc message) {}

  @Nullable MemberId leader;
  long term = 1;
  long nanos;
  long index;
  private long askings;
  final LeaseTable table = new LeaseTable(LeaseWatcher.NONE);
  final Store store = Store.open(new MemoryBackend(), StoreLimits.defaults(), table);
  final Queue<Lessor.Message> mailbox = new ArrayDeque<>();
  final List<CompletableFuture<Boolean>> rounds = new ArrayList<>();
  final List<Raft.ProposeAsLeader> proposed = new ArrayList<>();
  final List<Sent> sent = new ArrayList<>();
  LeaseOffice office = office();

  private LeaseOffice office() {
    return new LeaseOffice(
        new LeaseOffice.Surface(
            this::status,
            table,
            LeaseWatcher.NONE,
            (to, message) -> sent.add(new Sent(to, message)),
            this::begin,
            message -> proposed.add((Raft.ProposeAsLeader) message),
            () -> nanos,
            () -> ++askings),
        new LeaseOffice.Limits(
            LeaseTimes.defaults(Duration.ofSeconds(1)),
            Duration.ofSeconds(7),
            Duration.ofMillis(500),
            4),
        mailbox::add);
  }

  // -- steps

  /// The member starts anew, and remembers nothing.
  void restart() {
    office = office();
  }

  private RaftStatus status() {
    var role = SELF.equals(leader) ? "leader" : "follower";
    return new RaftStatus(SELF, role, term, leader, 0, 0, 0, 0, List.of(SELF, OTHER, THIRD));
  }

  private CompletableFuture<Boolean> begin() {
    var round = new CompletableFuture<Boolean>();
    rounds.add(round);
    return round;
  }

  void lead(long inTerm) {
    follow(SELF, inTerm);
  }

  void follow(MemberId next, long inTerm) {
    leader = next;
    term = inTerm;
    tell(Lessor.Timer.TICK);
  }

  void tell(Lessor.Message message) {
    mailbox.add(message);
    while (!mailbox.isEmpty()) {
      office.receive(mailbox.remove());
    }
  }

  void confirm() {
    assertThat(rounds).hasSize(1);
    rounds.removeFirst().complete(true);
    drain();
  }

  void confirmOnceBegun() {
    pass(0.1);
    confirm();
  }

  void fail() {
    if (!rounds.isEmpty()) {
      rounds.removeFirst().completeExceptionally(EtcdError.TIMEOUT.exception());
      drain();
    }
  }

  void drain() {
    while (!mailbox.isEmpty()) {
      office.receive(mailbox.remove());
    }
  }

  void pass(double seconds) {
    for (long tenths = Math.round(seconds * 10); tenths > 0; tenths--) {
      nanos += Duration.ofMillis(100).toNanos();
      tell(Lessor.Timer.TICK);
    }
  }

  CompletableFuture<LeaseAnswer> renew(long id) {
    return ask(LeaseQuestion.Kind.RENEW, id);
  }

  CompletableFuture<LeaseAnswer> timeToLive(long id) {
    return ask(LeaseQuestion.Kind.TIME_TO_LIVE, id);
  }

  private CompletableFuture<LeaseAnswer> ask(LeaseQuestion.Kind kind, long id) {
    var answer = new CompletableFuture<LeaseAnswer>();
    tell(new Lessor.Ask(new LeaseQuestion(kind, id), answer));
    return answer;
  }

  Lessor.Questions questions() {
    return (Lessor.Questions) sent.getLast().message();
  }

  void answer(LeaseAnswer... answers) {
    tell(new Lessor.Answers(OTHER, questions().askId(), List.of(answers)));
  }

  void grant(long id, long ttl) {
    Batch batch = store.begin();
    table.grant(batch, ++index, id, ttl);
    batch.commit(index, 1);
    tell(new Lessor.Changed(Set.of(id)));
  }

  List<Long> ended() {
    return proposed.stream()
        .flatMap(one -> one.proposals().stream())
        .flatMap(one -> parse(one).getLeaseExpiries().getLeasesList().stream())
        .map(LeaseGrantId::getId)
        .toList();
  }

  void applyProposed() {
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

  static EtcdError error(CompletableFuture<LeaseAnswer> answer) {
    return ((EtcdException) answer.exceptionNow()).error();
  }
}
