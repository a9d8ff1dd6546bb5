package actors;

import etcd.EtcdError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import lease.LeaseAnswer;
import lease.LeaseQuestion;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// The questions of a member's own clients, on their way to whoever leads: they wait, are in a
/// round, or are asked of another member; and until they are answered they start over.
final class LeaseQuestions {

  /// The most questions of one asking.
  private static final int MAX_ASKED = 10_000;

  /// A question and who waits for its answer.
  ///
  /// @param sinceNanos since when
  private record Waiting(
      LeaseQuestion question, CompletableFuture<LeaseAnswer> answer, long sinceNanos) {}

  /// Questions that another member was asked.
  private record Asked(long askId, MemberId leader, List<Waiting> questions, long atNanos) {}

  /// Sends questions.
  interface Sender {
    void send(long askId, List<LeaseQuestion> questions);
  }

  private final LeaseOffice.Limits limits;
  private final LongSupplier askIds;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /// Those that were told to come again.
  private final List<Waiting> busy = new ArrayList<>();

  private List<Waiting> inRound = List.of();
  private @Nullable Asked asked;

  /// @param askIds fresh in every life of the member: an answer that comes after a restart must not
  ///   be taken for that to a question of today
  LeaseQuestions(LeaseOffice.Limits limits, LongSupplier askIds) {
    this.limits = limits;
    this.askIds = askIds;
  }

  void add(Lessor.Ask ask, long nowNanos) {
    int asking = asked == null ? 0 : asked.questions().size();
    if (waiting.size() + busy.size() + inRound.size() + asking >= limits.maxWaiting()) {
      ask.answer().completeExceptionally(EtcdError.TOO_MANY_REQUESTS.exception());
    } else {
      waiting.add(new Waiting(ask.question(), ask.answer(), nowNanos));
    }
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  // -- where this member leads

  void beginRound() {
    inRound = List.copyOf(waiting);
    waiting.clear();
  }

  /// The round came to nothing: its questions wait again.
  void endRound() {
    waitAgain(inRound);
    inRound = List.of();
  }

  /// The round was confirmed: its questions are answered.
  void endRound(Function<LeaseQuestion, LeaseAnswer> leader) {
    List<Waiting> served = inRound;
    inRound = List.of();
    for (Waiting one : served) {
      if (!one.answer().isDone()) {
        give(one, leader.apply(one.question()));
      }
    }
  }

  /// Adds the leases that are about to be renewed.
  void renewals(Set<Long> ids) {
    for (Waiting one : waiting) {
      addRenewal(one.question(), ids);
    }
  }

  static void renewals(List<LeaseQuestion> questions, Set<Long> ids) {
    questions.forEach(question -> addRenewal(question, ids));
  }

  private static void addRenewal(LeaseQuestion question, Set<Long> ids) {
    if (question.kind() == LeaseQuestion.Kind.RENEW) {
      ids.add(question.id());
    }
  }

  // -- where another member leads

  /// Asks the leader all that waits, unless it is being asked.
  void ask(MemberId leader, long nowNanos, Sender sender) {
    if (asked != null || waiting.isEmpty()) {
      return;
    }
    List<Waiting> questions = new ArrayList<>();
    while (!waiting.isEmpty() && questions.size() < MAX_ASKED) {
      questions.add(waiting.removeFirst());
    }
    asked = new Asked(askIds.getAsLong(), leader, questions, nowNanos);
    sender.send(asked.askId(), questions.stream().map(Waiting::question).toList());
  }

  /// Gives the answers to those who asked; late ones are not theirs any more.
  void answered(long askId, List<LeaseAnswer> answers) {
    if (asked == null || asked.askId() != askId || answers.size() != asked.questions().size()) {
      return;
    }
    List<Waiting> questions = asked.questions();
    asked = null;
    for (int i = 0; i < answers.size(); i++) {
      give(questions.get(i), answers.get(i));
    }
  }

  /// Who was asked does not lead: the questions wait again.
  ///
  /// @return whether they were still under way
  boolean refused(long askId) {
    boolean current = asked != null && asked.askId() == askId;
    if (current) {
      takeBack();
    }
    return current;
  }

  /// Lets questions that another member was asked wait again.
  void takeBack() {
    if (asked != null) {
      waitAgain(asked.questions());
      asked = null;
    }
  }

  // -- time

  /// Ends those that waited too long, and lets start over what got no answer.
  ///
  /// @param leader who leads now; null if nobody is known to
  void tick(long nowNanos, @Nullable MemberId leader) {
    if (asked != null
        && (!asked.leader().equals(leader)
            || nowNanos - asked.atNanos() > limits.retryInterval().toNanos())) {
      takeBack();
    }
    wakeBusy();
    EtcdError error = leader == null ? EtcdError.NO_LEADER : EtcdError.TIMEOUT;
    Iterator<Waiting> all = waiting.iterator();
    while (all.hasNext()) {
      Waiting one = all.next();
      if (nowNanos - one.sinceNanos() > limits.requestTimeout().toNanos()) {
        one.answer().completeExceptionally(error.exception());
      }
      if (one.answer().isDone()) {
        all.remove();
      }
    }
  }

  /// Something has come through the log: those who were to come again do.
  void wakeBusy() {
    waiting.addAll(busy);
    busy.clear();
  }

  private void waitAgain(List<Waiting> questions) {
    questions.reversed().forEach(waiting::addFirst);
  }

  private void give(Waiting one, LeaseAnswer answer) {
    switch (answer) {
      case LeaseAnswer.Busy.BUSY -> busy.add(one);
      case LeaseAnswer.Alive _, LeaseAnswer.Gone _ -> one.answer().complete(answer);
    }
  }
}
