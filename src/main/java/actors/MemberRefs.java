package actors;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import raft.MemberId;

/// The actor of one path in the systems of all members, over Pekko remoting: by paths without uid,
/// unwatched, as [PeerRefs].
///
/// @param <M> what it receives
public final class MemberRefs<M> {

  private final Map<MemberId, ActorRef<M>> refs;

  private MemberRefs(Map<MemberId, ActorRef<M>> refs) {
    this.refs = refs;
  }

  /// @param addresses the actor systems of all members, such as `pekko://sampo@10.0.0.1:2380`
  /// @param path such as `/system/lessor`
  public static <M> MemberRefs<M> of(
      ActorSystem<?> system, Map<MemberId, String> addresses, String path) {
    var resolver = ActorRefResolver.get(system);
    return new MemberRefs<>(
        addresses.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey,
                    address -> resolver.resolveActorRef(address.getValue() + path))));
  }

  /// Sends without blocking. What is for a member nobody knows is dropped: whoever asked asks
  /// again.
  public void tell(MemberId to, M message) {
    ActorRef<M> ref = refs.get(to);
    if (ref != null) {
      ref.tell(message);
    }
  }
}
