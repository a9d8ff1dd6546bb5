package sampo.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sampo.InvalidSettings;

/// What is checked of the data, and what is tried out.
///
/// @param corruptCheckTime time between two comparisons of all members; zero for never
///   (`--corrupt-check-time`)
/// @param compactHashCheckTime time between two comparisons of what compactions found
///   (`--compact-hash-check-time`)
/// @param gates whether each feature is on (`--feature-gates`); etcd's default where not said
public record IntegritySettings(
    Duration corruptCheckTime, Duration compactHashCheckTime, Map<Gate, Boolean> gates) {

  /// A feature that can be switched, under etcd's name (etcd: `features.EtcdFeatureGate`).
  public enum Gate {
    StopGRPCServiceOnDefrag(false),
    InitialCorruptCheck(false),
    CompactHashCheck(false),
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

  /// What of them has no effect, a line each.
  public List<String> notes() {
    List<String> asked = new ArrayList<>();
    if (!corruptCheckTime.isZero()) {
      asked.add("--corrupt-check-time");
    }
    Stream.of(Gate.InitialCorruptCheck, Gate.CompactHashCheck)
        .filter(this::isOn)
        .forEach(gate -> asked.add("--feature-gates=" + gate));
    return asked.stream()
        .map(flag -> flag + " has no effect: members do not compare their stores yet")
        .toList();
  }

  /// Whether a feature is on.
  public boolean isOn(Gate gate) {
    return gates.getOrDefault(gate, gate.onByDefault);
  }
}
