package actors;

import actors.Lessor.Message;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import lease.LeaseAnswer;
import lease.LeaseQuestion;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import raft.MemberId;

/// Keeps the time of leases while its member leads, and asks the leader's lessor otherwise. What it
/// does is in [LeaseOffice]; here are its protocol and its life as an actor.
public final class Lessor extends AbstractMatchingBehavior<Message> {

  /// The name of the lessor in a member's actor system.
  public static final String NAME = "lessor";

  /// Where the lessor is in every member's actor system.
  public static final String PATH = "/system/" + NAME;

  private static final Duration TICK = Duration.ofMillis(100);

  private final LeaseOffice office;

  /// Anything a lessor receives.
  public sealed interface Message permits Rpc, Local {}

  /// What lessors of different members say to one another. Any of it may be lost: whoever asked
  /// asks again.
  ///
  /// A lessor knows the others by their paths alone, as Raft actors do.
  public sealed interface Rpc extends Message {
    MemberId from();

    /// Names the asking, as no other of any life of the one who asks; the answer has the same.
    long askId();
  }

  /// Asks the one held to lead. Asking twice does no harm.
  public record Questions(MemberId from, long askId, List<LeaseQuestion> questions)
      implements Rpc {}

  /// Answers all questions of one asking, in their order.
  public record Answers(MemberId from, long askId, List<LeaseAnswer> answers) implements Rpc {}

  /// Who was asked does not lead.
  public record NotLeading(MemberId from, long askId) implements Rpc {}

  /// What a lessor hears from its own member.
  public sealed interface Local extends Message {}

  /// A client asks.
  ///
  /// @param answer ends with [LeaseAnswer.Alive] or [LeaseAnswer.Gone], or with NO_LEADER, TIMEOUT
  ///   or TOO_MANY_REQUESTS
  public record Ask(LeaseQuestion question, CompletableFuture<LeaseAnswer> answer)
      implements Local {}

  /// A client asks for the ids of all leases, as this member knows them.
  ///
  /// @param answer the one that ends first in front, as far as this member can tell
  public record AskAll(CompletableFuture<List<Long>> answer) implements Local {}

  /// The store has leases that were granted, changed or ended.
  public record Changed(Set<Long> ids) implements Local {}

  /// A round of confirmation has ended.
  ///
  /// @param term the term it began in
  /// @param confirmed whether there was a leader through all of it; who, is for the lessor to see
  record RoundEnded(long term, boolean confirmed) implements Local {}

  /// Timers.
  public enum Timer implements Local {
    TICK
  }

  private Lessor(ActorContext<Message> context, LeaseOffice office) {
    super(context);
    this.office = office;
  }

  /// A lessor. One that fails starts anew as a new leader does: with more time for everyone.
  ///
  /// @param office makes what it does, given the way to tell it something
  public static Behavior<Message> create(Function<Consumer<Message>, LeaseOffice> office) {
    Behavior<Message> lessor =
        Behaviors.withTimers(
            timers -> {
              timers.startTimerWithFixedDelay(Timer.TICK, TICK);
              return Behaviors.setup(
                  context -> new Lessor(context, office.apply(context.getSelf()::tell)));
            });
    return Behaviors.supervise(lessor).onFailure(SupervisorStrategy.restart());
  }

  /// Starts the lessor of the member in `system`, once.
  public static ActorRef<Message> start(
      ActorSystem<?> system, Function<Consumer<Message>, LeaseOffice> office) {
    return system.systemActorOf(create(office), NAME, Props.empty());
  }

  @Override
  public Behavior<Message> onMessage(Message message) {
    office.receive(message);
    return this;
  }
}
