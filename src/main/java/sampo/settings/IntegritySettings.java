package sampo.settings;

import java.time.Duration;
import java.util.Map;
import sampo.InvalidSettings;

/// What is checked of the data, and what is tried out.
///
/// @param corruptCheckTime time between two comparisons of all members; zero for never
///   (`--corrupt-check-time`)
/// @param compactHashCheckTime time between two comparisons of what compactions left; zero for
///   never (`--compact-hash-check-time`)
/// @param gates whether each feature is on (`--feature-gates`); etcd's default where not said, but
///   CompactHashCheck is on
public record IntegritySettings(
    Duration corruptCheckTime, Duration compactHashCheckTime, Map<Gate, Boolean> gates) {

  /// A feature that can be switched, under etcd's name (etcd: `features.EtcdFeatureGate`).
  public enum Gate {
    StopGRPCServiceOnDefrag(false),
    InitialCorruptCheck(false),
    CompactHashCheck(true),
    LeaseCheckpoint(false),
    LeaseCheckpointPersist(false),
    SetMemberLocalAddr(false),
    TxnModeWriteWithSharedBuffer(true),
    FastLeaseKeepAlive(true),
    PriorityRequest(false);

    private final boolean onByDefault;

    Gate(boolean onByDefault) {
      this.onByDefault = onByDefault;
    }
  }

  /// @throws InvalidSettings if a time is negative
  public IntegritySettings {
    gates = Map.copyOf(gates);
    if (corruptCheckTime.isNegative() || compactHashCheckTime.isNegative()) {
      throw new InvalidSettings("--corrupt-check-time and the like must not be negative");
    }
  }

  /// Whether a feature is on.
  public boolean isOn(Gate gate) {
    return gates.getOrDefault(gate, gate.onByDefault);
  }
}
