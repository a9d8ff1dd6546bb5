package actors;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lease.Deadlines;
import lease.Lease;
import lease.LeaseTable;
import lease.LeaseTimes;
import lease.LeaseWatcher;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// What a lessor does. For one thread; time and chance come from outside.
///
/// A leader answers, and ends leases, only after a round in which a quorum confirmed that it leads,
/// and only if it led in the same term before and after the round. One round serves all that wait.
/// What it proposes counts only in that term ([Raft.ProposeAsLeader]). So no lease is ended, and no
/// renewal promised, by a leader that was deposed, however late it learns of it.
///
/// A member that does not lead gathers questions and asks the leader for all at once, one asking at
/// a time.
public final class LeaseOffice {

  /// The lessors of all members. Sending never blocks and may lose.
  @FunctionalInterface
  public interface Peers {
    void tell(MemberId to, Lessor.Rpc message);
  }

  /// What a lessor stands on.
  ///
  /// @param confirm begins a linearizable read: its stage ends once a quorum has confirmed who
  ///   leads, and this member's store has all that was committed before; it fails if none could
  /// @param raft tells the Raft actor of this member
  /// @param nanoTime the clock, in the units of [System#nanoTime]
  /// @param askIds names for askings, none of them used before in any life of this member
  public record Surface(
      Supplier<RaftStatus> status,
      LeaseTable table,
      LeaseWatcher watcher,
      Peers peers,
      Supplier<? extends CompletionStage<?>> confirm,
      Consumer<Raft.Local> raft,
      LongSupplier nanoTime,
      LongSupplier askIds) {}

  /// How long, and for how many, it works.
  ///
  /// @param requestTimeout how long a question may wait
  /// @param retryInterval how long the leader has to answer before it is asked anew
  /// @param maxWaiting questions that may wait, of clients and of other members each
  public record Limits(
      LeaseTimes leases, Duration requestTimeout, Duration retryInterval, int maxWaiting) {

    public Limits {
      if (!requestTimeout.isPositive() || !retryInterval.isPositive() || maxWaiting < 1) {
        throw new IllegalArgumentException("limits of leases out of bounds");
      }
    }
  }

  /// Proposals of checkpoints at one tick.
  private static final int CHECKPOINT_CHUNKS = 10;

  /// This member leads and knows the time of all leases.
  private record Leading(long term, Deadlines deadlines) {}

  private final Surface around;
  private final Limits limits;
  private final Consumer<Lessor.Message> self;
  private final LeaseQuestions own;
  private final List<Lessor.Questions> foreign = new ArrayList<>();
  private int foreignQuestions;
  private List<Lessor.Questions> foreignInRound = List.of();
  private @Nullable Leading leading;
  private boolean inRound;
  private boolean pausing;

  /// @param self tells this office something, on its own thread
  public LeaseOffice(Surface around, Limits limits, Consumer<Lessor.Message> self) {
    this.around = around;
    this.limits = limits;
    this.self = self;
    this.own = new LeaseQuestions(limits, around.askIds());
  }

  /// Takes a message.
  public void receive(Lessor.Message message) {
    RaftStatus status = around.status().get();
    observe(status);
    switch (message) {
      case Lessor.Ask ask -> own.add(ask, now());
      case Lessor.AskAll ask -> ask.answer().complete(all());
      case Lessor.Changed changed -> onChanged(changed.ids());
      case Lessor.RoundEnded ended -> onRoundEnded(status, ended);
      case Lessor.Timer.TICK -> onTick(status);
      case Lessor.Questions questions -> onQuestions(status, questions);
      case Lessor.Answers answers -> own.answered(answers.askId(), answers.answers());
      case Lessor.NotLeading refusal -> onNotLeading(refusal);
    }
    act(status);
  }

  private long now() {
    return around.nanoTime().getAsLong();
  }

  private static boolean leads(RaftStatus status) {
    return status.self().equals(status.leader());
  }

  /// Forgets the times of leases once this member leads no more; the questions of others are theirs
  /// to repeat.
  private void observe(RaftStatus status) {
    if (leading != null && !(leads(status) && leading.term() == status.term())) {
      leading = null;
    }
    if (leading != null) {
      leading.deadlines().advance(now());
    }
    if (!leads(status)) {
      foreign.forEach(questions -> refuse(status, questions));
      foreign.clear();
      foreignQuestions = 0;
    }
  }

  /// Does next what can be done: a round, or an asking, for what waits.
  private void act(RaftStatus status) {
    if (pausing || inRound) {
      return;
    }
    MemberId leader = status.leader();
    if (leads(status)) {
      own.takeBack();
      if (leading == null || hasWork(leading)) {
        beginRound(status.term());
      }
    } else if (leader != null) {
      own.ask(
          leader,
          now(),
          (askId, questions) ->
              around.peers().tell(leader, new Lessor.Questions(status.self(), askId, questions)));
    }
  }

  private boolean hasWork(Leading now) {
    return own.hasWaiting() || !foreign.isEmpty() || now.deadlines().hasDue();
  }

  // -- rounds

  private void beginRound(long term) {
    inRound = true;
    own.beginRound();
    foreignInRound = List.copyOf(foreign);
    foreign.clear();
    foreignQuestions = 0;
    around
        .confirm()
        .get()
        .whenComplete((_, failure) -> self.accept(new Lessor.RoundEnded(term, failure == null)));
  }

  private void onRoundEnded(RaftStatus status, Lessor.RoundEnded ended) {
    inRound = false;
    List<Lessor.Questions> others = foreignInRound;
    foreignInRound = List.of();
    if (!ended.confirmed() || !leads(status) || status.term() != ended.term()) {
      own.endRound();
      others.forEach(questions -> refuse(status, questions));
      pausing = true;
      return;
    }
    Deadlines deadlines = lead(ended.term());
    own.endRound(deadlines::answer);
    for (Lessor.Questions questions : others) {
      var answers = questions.questions().stream().map(deadlines::answer).toList();
      around
          .peers()
          .tell(questions.from(), new Lessor.Answers(status.self(), questions.askId(), answers));
    }
    end(ended.term(), deadlines);
    checkpoint(ended.term(), deadlines, 1);
  }

  private Deadlines lead(long term) {
    if (leading == null) {
      var deadlines = new Deadlines(around.table(), limits.leases(), around.watcher(), now());
      leading = new Leading(term, deadlines);
    }
    return leading.deadlines();
  }

  private void refuse(RaftStatus status, Lessor.Questions questions) {
    around.peers().tell(questions.from(), new Lessor.NotLeading(status.self(), questions.askId()));
  }

  // -- what is proposed

  private void end(long term, Deadlines deadlines) {
    if (!deadlines.hasDue()) {
      return;
    }
    Set<Long> spared = new HashSet<>();
    own.renewals(spared);
    for (Lessor.Questions questions : foreign) {
      LeaseQuestions.renewals(questions.questions(), spared);
    }
    propose(term, LeaseProposals.ends(deadlines.expire(spared::contains)));
  }

  private void checkpoint(long term, Deadlines deadlines, int chunks) {
    propose(term, LeaseProposals.checkpoints(deadlines, chunks));
  }

  private void propose(long term, List<ByteString> proposals) {
    if (!proposals.isEmpty()) {
      around.raft().accept(new Raft.ProposeAsLeader(term, proposals));
    }
  }

  // -- messages

  private void onTick(RaftStatus status) {
    pausing = false;
    own.tick(now(), status.leader());
    if (leading != null) {
      checkpoint(leading.term(), leading.deadlines(), CHECKPOINT_CHUNKS);
    }
  }

  private void onChanged(Set<Long> ids) {
    own.wakeBusy();
    if (leading != null) {
      ids.forEach(leading.deadlines()::changed);
    }
  }

  /// Questions beyond the limit are dropped: they will be asked again.
  private void onQuestions(RaftStatus status, Lessor.Questions questions) {
    if (!leads(status)) {
      refuse(status, questions);
    } else if (foreignQuestions + questions.questions().size() <= limits.maxWaiting()) {
      foreign.add(questions);
      foreignQuestions += questions.questions().size();
    }
  }

  private void onNotLeading(Lessor.NotLeading refusal) {
    if (own.refused(refusal.askId())) {
      pausing = true;
    }
  }

  private List<Long> all() {
    if (leading != null) {
      return leading.deadlines().byEnd();
    }
    return around.table().all().stream()
        .sorted(Comparator.comparingLong(Lease::ttl).thenComparingLong(Lease::id))
        .map(Lease::id)
        .toList();
  }
}
