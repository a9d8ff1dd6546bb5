package sampo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import metrics.Metrics;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// Bytes of Raft's messages to and from the other members, as remoting writes and reads them.
final class PeerTraffic implements Extension {

  private static final class Id extends AbstractExtensionId<PeerTraffic> {
    @Override
    public PeerTraffic createExtension(ExtendedActorSystem system) {
      return new PeerTraffic();
    }
  }

  private static final Id ID = new Id();

  private final Map<Address, LongAdder> sent = new ConcurrentHashMap<>();
  private final Map<MemberId, LongAdder> received = new ConcurrentHashMap<>();

  private volatile @Nullable Unanswered unanswered;
  private final RoundTrips roundTrips = new RoundTrips(System::nanoTime);

  private PeerTraffic() {}

  /// The one of an actor system.
  static PeerTraffic of(ClassicActorSystemProvider system) {
    return ID.get(system);
  }

  void sent(Address to, int bytes) {
    sent.computeIfAbsent(to, _ -> new LongAdder()).add(bytes);
  }

  void received(MemberId from, int bytes) {
    received.computeIfAbsent(from, _ -> new LongAdder()).add(bytes);
  }

  /// A member has answered a heartbeat.
  void answered(MemberId from) {
    var owed = unanswered;
    if (owed != null) {
      owed.answered(from);
    }
  }

  RoundTrips roundTrips() {
    return roundTrips;
  }

  /// Tells Prometheus.
  ///
  /// @param peers the other members by the addresses of their actor systems
  /// @param heartbeats those that were sent and not answered
  void register(Metrics metrics, Map<String, MemberId> peers, Unanswered heartbeats) {
    unanswered = heartbeats;
    metrics.counters(
        "etcd_network_peer_sent_failures_total",
        "Heartbeats of this member, while it leads, to a member that answers none.",
        "To",
        () ->
            heartbeats.counts().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        peer -> Long.toHexString(peer.getKey().value()),
                        peer -> (double) peer.getValue())));
    roundTrips.register(
        metrics,
        peers.entrySet().stream()
            .collect(
                Collectors.toMap(
                    peer -> AddressFromURIString.parse(peer.getKey()), Map.Entry::getValue)));
    metrics.counters(
        "etcd_network_peer_sent_bytes_total",
        "Bytes sent to each other member.",
        "To",
        () -> bytes(sent, address -> peers.get(address.toString())));
    metrics.counters(
        "etcd_network_peer_received_bytes_total",
        "Bytes received from each other member.",
        "From",
        () -> bytes(received, member -> member));
  }

  private static <K> Map<String, Double> bytes(
      Map<K, LongAdder> counts, java.util.function.Function<K, MemberId> member) {
    return counts.entrySet().stream()
        .filter(count -> member.apply(count.getKey()) != null)
        .collect(
            Collectors.toMap(
                count -> Long.toHexString(member.apply(count.getKey()).value()),
                count -> (double) count.getValue().sum()));
  }
}
