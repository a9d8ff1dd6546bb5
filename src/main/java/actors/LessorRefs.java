package actors;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import raft.MemberId;

/// The lessors of all members over Pekko remoting, by paths without uid, unwatched: as [PeerRefs].
public final class LessorRefs implements LeaseOffice.Peers {

  private final Map<MemberId, ActorRef<Lessor.Message>> refs;

  private LessorRefs(Map<MemberId, ActorRef<Lessor.Message>> refs) {
    this.refs = refs;
  }

  /// @param addresses the actor systems of all members, such as `pekko://sampo@10.0.0.1:2380`
  public static LessorRefs of(ActorSystem<?> system, Map<MemberId, String> addresses) {
    var resolver = ActorRefResolver.get(system);
    return new LessorRefs(
        addresses.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey,
                    address -> resolver.resolveActorRef(address.getValue() + Lessor.PATH))));
  }

  /// What is for a member nobody knows is dropped: whoever asked asks again.
  @Override
  public void tell(MemberId to, Lessor.Rpc message) {
    ActorRef<Lessor.Message> ref = refs.get(to);
    if (ref != null) {
      ref.tell(message);
    }
  }
}
