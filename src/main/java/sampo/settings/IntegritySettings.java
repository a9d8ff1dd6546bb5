package sampo.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sampo.InvalidSettings;

/// What is checked of the data, and what is tried out.
///
/// @param corruptCheckTime time between two comparisons of all members; zero for never
///   (`--corrupt-check-time`)
/// @param compactHashCheckTime time between two comparisons of what compactions left; zero for
///   never (`--compact-hash-check-time`)
/// @param gates whether each feature is on (`--feature-gates`); etcd's default where not said, but
///   CompactHashCheck and LeaseCheckpoint are on
public record IntegritySettings(
    Duration corruptCheckTime, Duration compactHashCheckTime, Map<Gate, Boolean> gates) {

  /// A feature gate of etcd's, under its name (etcd: `features.EtcdFeatureGate`). Some cannot be
  /// switched here, since what they are about is not here or always so.
  public enum Gate {
    StopGRPCServiceOnDefrag("Defragment stops nothing"),
    InitialCorruptCheck(false),
    CompactHashCheck(true),
    LeaseCheckpoint(true),
    LeaseCheckpointPersist("every checkpoint of a lease is kept in the store"),
    SetMemberLocalAddr("Pekko remoting chooses the address that other members are dialled from"),
    TxnModeWriteWithSharedBuffer("transactions have no buffer to share or to copy"),
    FastLeaseKeepAlive("a renewal is answered once a quorum has confirmed the leader"),
    PriorityRequest("the leader ends leases beside the queue of requests");

    private final boolean onByDefault;
    private final @Nullable String whyIdle;

    Gate(boolean onByDefault) {
      this.onByDefault = onByDefault;
      this.whyIdle = null;
    }

    Gate(String whyIdle) {
      this.onByDefault = false;
      this.whyIdle = whyIdle;
    }
  }

  /// @throws InvalidSettings if a time is negative
  public IntegritySettings {
    gates = Map.copyOf(gates);
    if (corruptCheckTime.isNegative() || compactHashCheckTime.isNegative()) {
      throw new InvalidSettings("--corrupt-check-time and the like must not be negative");
    }
  }

  /// Whether a feature is on that can be switched here.
  public boolean isOn(Gate gate) {
    return gates.getOrDefault(gate, gate.onByDefault);
  }

  /// What of them has no effect, a line each.
  public List<String> notes() {
    return Stream.of(Gate.values())
        .filter(gate -> gate.whyIdle != null && gates.containsKey(gate))
        .map(gate -> "--feature-gates=%s has no effect: %s".formatted(gate, gate.whyIdle))
        .toList();
  }
}
