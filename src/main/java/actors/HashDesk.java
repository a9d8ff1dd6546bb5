package actors;

import actors.Inspector.Ask;
import actors.Inspector.Found;
import actors.Inspector.HashAnswer;
import actors.Inspector.HashQuestion;
import actors.Inspector.Reached;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import mvcc.StoreHashes;
import mvcc.Testimony;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raft.MemberId;

/// What an inspector does. For one thread; it never walks through the store itself.
///
/// Of each member it holds the newest question only, and works on one at a time: a member that asks
/// anew has given up what it asked before.
public final class HashDesk {

  private static final Logger LOGGER = LoggerFactory.getLogger(HashDesk.class);

  /// The inspectors of the other members. Sending never blocks and may lose.
  @FunctionalInterface
  public interface Peers {
    void tell(MemberId to, Inspector.Rpc message);
  }

  /// Waits for the store.
  @FunctionalInterface
  public interface Progress {
    /// Runs `then` once the store has applied the log up to `index`.
    void whenApplied(long index, Runnable then);
  }

  /// What an inspector stands on.
  ///
  /// @param others the members it answers
  /// @param walks a thread for the walks through the store
  /// @param askIds names for askings, none of them used before in any life of this member
  public record Surface(
      MemberId self,
      Set<MemberId> others,
      Peers peers,
      StoreHashes hashes,
      Progress progress,
      Executor walks,
      LongSupplier askIds) {

    public Surface {
      others = Set.copyOf(others);
    }
  }

  private final Surface around;
  private final Consumer<Inspector.Message> self;
  private final Map<MemberId, HashQuestion> newest = new HashMap<>();
  private final Set<MemberId> busyFor = new HashSet<>();
  private final Map<Long, Ask> asked = new HashMap<>();

  /// @param self tells this desk something, on its own thread
  public HashDesk(Surface around, Consumer<Inspector.Message> self) {
    this.around = around;
    this.self = self;
  }

  /// Takes a message.
  public void receive(Inspector.Message message) {
    switch (message) {
      case Ask ask -> onAsk(ask);
      case HashAnswer answer -> onAnswer(answer);
      case HashQuestion question -> onQuestion(question);
      case Reached reached -> goOn(reached.asker());
      case Found found -> onFound(found);
      case Inspector.Timer.RETRY -> onRetry();
    }
  }

  // -- asking

  private void onAsk(Ask ask) {
    long id = around.askIds().getAsLong();
    asked.put(id, ask);
    send(id, ask);
  }

  private void send(long id, Ask ask) {
    var question =
        new HashQuestion(
            around.self(), id, ask.appliedIndex(), ask.revision(), ask.compactRevision());
    around.peers().tell(ask.member(), question);
  }

  private void onAnswer(HashAnswer answer) {
    Ask ask = asked.get(answer.askId());
    if (ask != null && ask.member().equals(answer.from())) {
      asked.remove(answer.askId());
      ask.answer().complete(answer.testimony());
    }
  }

  private void onRetry() {
    asked.values().removeIf(ask -> ask.answer().isDone());
    asked.forEach(this::send);
  }

  // -- answering

  private void onQuestion(HashQuestion question) {
    MemberId asker = question.from();
    if (!around.others().contains(asker)) {
      return;
    }
    newest.put(asker, question);
    if (busyFor.add(asker)) {
      goOn(asker);
    }
  }

  private void goOn(MemberId asker) {
    HashQuestion question = newest.get(asker);
    if (question == null) {
      busyFor.remove(asker);
    } else if (around.hashes().now(null).appliedIndex() < question.appliedIndex()) {
      around.progress().whenApplied(question.appliedIndex(), () -> self.accept(new Reached(asker)));
    } else {
      walk(question);
    }
  }

  private void walk(HashQuestion question) {
    try {
      around.walks().execute(() -> self.accept(new Found(question, find(question))));
    } catch (RejectedExecutionException stopping) {
      LOGGER.debug("{} is not answered any more", question);
    }
  }

  /// A store that cannot be read has no hash, and says so to its operator rather than to others.
  private Testimony find(HashQuestion question) {
    try {
      return around.hashes().testify(question.revision(), question.compactRevision());
    } catch (RuntimeException unreadable) {
      LOGGER.error("no hash of the store for {}: {}", question.from(), unreadable.toString());
      return around.hashes().now(null);
    }
  }

  private void onFound(Found found) {
    HashQuestion question = found.question();
    MemberId asker = question.from();
    around.peers().tell(asker, new HashAnswer(around.self(), question.askId(), found.testimony()));
    HashQuestion now = newest.get(asker);
    if (now != null && now.askId() == question.askId()) {
      newest.remove(asker);
    }
    goOn(asker);
  }
}
