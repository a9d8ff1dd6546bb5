package sampo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import raft.MemberId;
import service.LeaderSightings;

/// Since when each other member is heard without a break. Whoever leads and whoever follows, all
/// hear each other at least once a second: the Pekko cluster sees to that. Thread-safe.
final class Hearing implements Extension, LeaderSightings.Connections {

  /// Heartbeats of the Pekko cluster come every second; who misses three is cut off.
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final class Id extends AbstractExtensionId<Hearing> {
    @Override
    public Hearing createExtension(ExtendedActorSystem system) {
      return new Hearing(System::nanoTime);
    }
  }

  private static final Id ID = new Id();

  private final LongSupplier nanoTime;
  private final Map<MemberId, Voice> voices = new ConcurrentHashMap<>();
  private volatile Map<Address, MemberId> peers = Map.of();

  Hearing(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// The one of an actor system.
  static Hearing of(ClassicActorSystemProvider system) {
    return ID.get(system);
  }

  /// Learns who is at which actor system.
  void know(Map<String, MemberId> members) {
    peers =
        members.keySet().stream()
            .collect(Collectors.toUnmodifiableMap(AddressFromURIString::parse, members::get));
  }

  /// A message has come from an actor system.
  void heard(Address from) {
    MemberId member = peers.get(from);
    if (member != null) {
      heard(member);
    }
  }

  /// A message has come from a member.
  void heard(MemberId from) {
    voices.computeIfAbsent(from, _ -> new Voice()).heard(nanoTime.getAsLong());
  }

  @Override
  public boolean holdSince(MemberId member, long nanos) {
    Voice voice = voices.get(member);
    return voice != null && voice.holdSince(nanos, nanoTime.getAsLong());
  }

  private static final class Voice {
    private boolean known;
    private long sinceNanos;
    private long lastNanos;

    synchronized void heard(long now) {
      if (!known || now - lastNanos > SILENCE_NANOS) {
        known = true;
        sinceNanos = now;
      }
      lastNanos = now;
    }

    synchronized boolean holdSince(long nanos, long now) {
      return known && now - lastNanos <= SILENCE_NANOS && sinceNanos - nanos < 0;
    }
  }
}
