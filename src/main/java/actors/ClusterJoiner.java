package actors;

import actors.ClusterJoiner.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// Joins this member's actor system to the Pekko cluster of the members, so that tools and clients
/// find it. Raft decides who may found that cluster: its leader, of which there is one, so that two
/// never stand side by side. Who votes is none of Pekko's business.
final class ClusterJoiner extends AbstractMatchingBehavior<Message> {

  /// A join under way is given this many looks before it is tried anew.
  private static final int PATIENCE = 20;

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Map<MemberId, String> addresses;
  private final Supplier<@Nullable MemberId> leader;
  private @Nullable MemberId tried;
  private int looksSinceTry;

  enum Message {
    LOOK
  }

  private ClusterJoiner(
      ActorContext<Message> context,
      Map<MemberId, String> addresses,
      Supplier<@Nullable MemberId> leader) {
    super(context);
    this.addresses = addresses;
    this.leader = leader;
  }

  /// @param addresses the actor systems of all members
  /// @param leader the leader as this member knows it now
  static Behavior<Message> create(
      Map<MemberId, String> addresses, Supplier<@Nullable MemberId> leader) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(Message.LOOK, INTERVAL);
          return Behaviors.setup(context -> new ClusterJoiner(context, addresses, leader));
        });
  }

  @Override
  public Behavior<Message> onMessage(Message message) {
    Cluster cluster = Cluster.get(getContext().getSystem());
    if (cluster.selfMember().status().equals(MemberStatus.up())) {
      return Behaviors.stopped();
    }
    MemberId known = leader.get();
    looksSinceTry++;
    if (known != null && (!known.equals(tried) || looksSinceTry > PATIENCE)) {
      tried = known;
      looksSinceTry = 0;
      cluster.manager().tell(new JoinSeedNodes(leaderFirst(addresses, known)));
    }
    return this;
  }

  private static List<Address> leaderFirst(Map<MemberId, String> addresses, MemberId leader) {
    Stream<String> others =
        addresses.entrySet().stream()
            .filter(address -> !address.getKey().equals(leader))
            .map(Map.Entry::getValue);
    return Stream.concat(Stream.ofNullable(addresses.get(leader)), others)
        .map(AddressFromURIString::parse)
        .toList();
  }
}
