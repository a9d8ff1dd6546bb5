package actors;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import raft.MemberId;

/// The inspectors of all members over Pekko remoting, by paths without uid, unwatched: as
/// [PeerRefs].
public final class InspectorRefs implements HashDesk.Peers {

  private final Map<MemberId, ActorRef<Inspector.Message>> refs;

  private InspectorRefs(Map<MemberId, ActorRef<Inspector.Message>> refs) {
    this.refs = refs;
  }

  /// @param addresses the actor systems of all members, such as `pekko://sampo@10.0.0.1:2380`
  public static InspectorRefs of(ActorSystem<?> system, Map<MemberId, String> addresses) {
    var resolver = ActorRefResolver.get(system);
    return new InspectorRefs(
        addresses.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey,
                    address -> resolver.resolveActorRef(address.getValue() + Inspector.PATH))));
  }

  /// What is for a member nobody knows is dropped: whoever asked asks again.
  @Override
  public void tell(MemberId to, Inspector.Rpc message) {
    ActorRef<Inspector.Message> ref = refs.get(to);
    if (ref != null) {
      ref.tell(message);
    }
  }
}
