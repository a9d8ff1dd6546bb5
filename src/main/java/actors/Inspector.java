package actors;

import actors.Inspector.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import mvcc.Testimony;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import raft.MemberId;

/// Asks other members for hashes of their stores, and answers them. What it does is in [HashDesk];
/// here are its protocol and its life as an actor.
public final class Inspector extends AbstractMatchingBehavior<Message> {

  /// The name of the inspector in a member's actor system.
  public static final String NAME = "inspector";

  /// Where the inspector is in every member's actor system.
  public static final String PATH = "/system/" + NAME;

  private final HashDesk desk;

  /// Anything an inspector receives.
  public sealed interface Message permits Rpc, Local {}

  /// What inspectors of different members say to one another. Any of it may be lost, and a member
  /// of an older release understands none of it: whoever asks must expect silence.
  public sealed interface Rpc extends Message {
    MemberId from();

    /// Names the asking; the answer has the same.
    long askId();
  }

  /// Asks for a hash. Asking twice does no harm.
  ///
  /// @param appliedIndex the answer waits until this raft entry is applied
  /// @param revision the newest revision of the hash, above 0
  /// @param compactRevision the compaction that the hash is to be made after; -1 for none
  public record HashQuestion(
      MemberId from, long askId, long appliedIndex, long revision, long compactRevision)
      implements Rpc {

    public HashQuestion {
      if (revision < 1) {
        throw new IllegalArgumentException("a hash at revision " + revision);
      }
    }
  }

  /// Answers a question.
  public record HashAnswer(MemberId from, long askId, Testimony testimony) implements Rpc {}

  /// What an inspector hears from its own member.
  public sealed interface Local extends Message {}

  /// Asks another member.
  ///
  /// @param answer ended by whoever asks if it has waited long enough
  public record Ask(
      MemberId member,
      long appliedIndex,
      long revision,
      long compactRevision,
      CompletableFuture<Testimony> answer)
      implements Local {}

  /// The store has come as far as another member wants.
  record Reached(MemberId asker) implements Local {}

  /// What another member wants is known.
  record Found(HashQuestion question, Testimony testimony) implements Local {}

  /// Timers.
  public enum Timer implements Local {
    /// Time to ask those again who are silent.
    RETRY
  }

  private Inspector(ActorContext<Message> context, HashDesk desk) {
    super(context);
    this.desk = desk;
  }

  /// Starts the inspector of the member in `system`, once.
  ///
  /// @param retry time between two askings of a member that is silent
  /// @param desk makes what it does, given the way to tell it something
  public static ActorRef<Message> start(
      ActorSystem<?> system, Duration retry, Function<Consumer<Message>, HashDesk> desk) {
    Behavior<Message> inspector =
        Behaviors.withTimers(
            timers -> {
              timers.startTimerWithFixedDelay(Timer.RETRY, retry);
              return Behaviors.setup(
                  context -> new Inspector(context, desk.apply(context.getSelf()::tell)));
            });
    return system.systemActorOf(
        Behaviors.supervise(inspector).onFailure(SupervisorStrategy.restart()),
        NAME,
        Props.empty());
  }

  @Override
  public Behavior<Message> onMessage(Message message) {
    desk.receive(message);
    return this;
  }
}
