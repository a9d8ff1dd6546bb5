package sampo;

import actors.Raft;
import io.prometheus.metrics.core.metrics.Histogram;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import metrics.Metrics;
import org.apache.pekko.actor.Address;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// The time from each heartbeat to its answer, which waits for no disk.
///
/// A heartbeat carries the time of its sender's clock, beside the message; its answer brings that
/// time back, so that clocks are never compared. When heartbeats come fast, an answer may bring
/// back the time of the one after: that, too, went there and back. Thread-safe.
final class RoundTrips {

  /// etcd's buckets: from 0.1 ms to 3.3 s.
  private static final double FIRST_BUCKET = 0.0001;

  private static final int BUCKETS = 16;
  private static final double NANOS = 1e9;

  private final LongSupplier nanoTime;
  private final Map<MemberId, Long> heard = new ConcurrentHashMap<>();
  private volatile Map<Address, MemberId> peers = Map.of();
  private volatile @Nullable Histogram times;

  RoundTrips(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Begins to measure.
  ///
  /// @param others the other members by the addresses of their actor systems
  void register(Metrics metrics, Map<Address, MemberId> others) {
    peers = Map.copyOf(others);
    times =
        metrics.histogram(
            "etcd_network_peer_round_trip_time_seconds",
            "Time from a heartbeat of this member, while it leads, to its answer.",
            FIRST_BUCKET,
            BUCKETS,
            "To");
  }

  /// A message leaves for another member.
  ///
  /// @param beside what travels with it
  void write(Address to, Object message, ByteBuffer beside) {
    if (message instanceof Raft.Heartbeat) {
      beside.putLong(nanoTime.getAsLong());
    } else if (message instanceof Raft.HeartbeatReply) {
      var leader = peers.get(to);
      var sent = leader == null ? null : heard.get(leader);
      if (sent != null) {
        beside.putLong(sent);
      }
    }
  }

  /// A message has come from another member.
  ///
  /// @param beside what travelled with it
  void read(Object message, ByteBuffer beside) {
    if (message instanceof Raft.Heartbeat heartbeat) {
      heard.put(heartbeat.from(), beside.getLong());
    } else if (message instanceof Raft.HeartbeatReply reply) {
      observe(reply.from(), nanoTime.getAsLong() - beside.getLong());
    }
  }

  private void observe(MemberId to, long nanos) {
    var measured = times;
    if (measured != null) {
      measured.labelValues(Long.toHexString(to.value())).observe(nanos / NANOS);
    }
  }
}
