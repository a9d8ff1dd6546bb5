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
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// Joins this member's actor system to the Pekko cluster of the members, so that tools and clients
/// find it. Raft decides who may found that cluster: its leader, of which there is one, so that two
/// never stand side by side. Who votes is none of Pekko's business.
final class ClusterJoiner {

  private ClusterJoiner() {}

  enum Message {
    LOOK
  }

  /// @param addresses the actor systems of all members
  /// @param leader the leader as this member knows it now
  static Behavior<Message> create(
      Map<MemberId, String> addresses, Supplier<@Nullable MemberId> leader) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(Message.LOOK, Duration.ofMillis(500));
          return Behaviors.receive(
              (context, _) -> {
                Cluster cluster = Cluster.get(context.getSystem());
                if (cluster.selfMember().status().equals(MemberStatus.up())) {
                  return Behaviors.stopped();
                }
                if (cluster.selfMember().status().equals(MemberStatus.removed())) {
                  join(cluster, addresses, leader.get());
                }
                return Behaviors.same();
              });
        });
  }

  private static void join(
      Cluster cluster, Map<MemberId, String> addresses, @Nullable MemberId leader) {
    if (leader != null) {
      cluster.manager().tell(new JoinSeedNodes(leaderFirst(addresses, leader)));
    }
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
