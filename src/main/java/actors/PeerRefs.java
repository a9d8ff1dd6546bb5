package actors;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import raft.MemberId;

/// The Raft actors of all members over Pekko remoting.
///
/// Each is known by its path alone, without the uid of one of its lives: a reference learnt from a
/// message would point to nobody once that member restarts. Nothing is watched, so a partition of
/// any length heals by itself.
final class PeerRefs implements Peers {

  /// Where a Raft actor lives in its actor system.
  static final String RAFT = "raft";

  private final Map<MemberId, ActorRef<Raft.Message>> refs;

  private PeerRefs(Map<MemberId, ActorRef<Raft.Message>> refs) {
    this.refs = refs;
  }

  /// @param addresses the actor systems of the other members, such as `pekko://sampo@10.0.0.1:2380`
  static PeerRefs of(
      ActorSystem<?> system, Map<MemberId, String> addresses, Self self) {
    var resolver = ActorRefResolver.get(system);
    Map<MemberId, ActorRef<Raft.Message>> refs =
        addresses.entrySet().stream()
            .filter(address -> !address.getKey().equals(self.id()))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    address -> resolver.resolveActorRef(address.getValue() + "/user/" + RAFT)));
    refs.put(self.id(), self.raft());
    return new PeerRefs(Map.copyOf(refs));
  }

  /// The member these peers are seen from.
  record Self(MemberId id, ActorRef<Raft.Message> raft) {}

  @Override
  public void tell(MemberId to, Raft.Rpc message) {
    ActorRef<Raft.Message> ref = refs.get(to);
    if (ref == null) {
      throw new IllegalArgumentException(to + " is no member of this cluster");
    }
    ref.tell(message);
  }
}
