package sampo.settings;

import java.time.Duration;
import sampo.InvalidSettings;

/// What of the history is removed without being asked (etcd: "Maintenance", History compaction).
public sealed interface AutoCompaction {

  /// Nothing.
  record Off() implements AutoCompaction {}

  /// What is older than this.
  record Periodic(Duration retention) implements AutoCompaction {}

  /// All but the latest revisions.
  record Revisions(long retention) implements AutoCompaction {}

  /// Reads what `--auto-compaction-mode` and `--auto-compaction-retention` say.
  ///
  /// @param retention `0` for off; a plain number counts hours or revisions
  /// @throws InvalidSettings if the mode is unknown, or the retention does not fit it
  static AutoCompaction parse(String mode, String retention) {
    boolean isNumber = retention.matches("\\d{1,18}");
    if (!mode.equals("periodic") && !mode.equals("revision")) {
      throw new InvalidSettings(
          "--auto-compaction-mode is periodic or revision, not \"%s\"".formatted(mode));
    }
    if (retention.isEmpty() || (isNumber && Long.parseLong(retention) == 0)) {
      return new Off();
    }
    if (mode.equals("revision")) {
      if (!isNumber) {
        throw new InvalidSettings(
            "--auto-compaction-retention is a number of revisions, not \"%s\""
                .formatted(retention));
      }
      return new Revisions(Long.parseLong(retention));
    }
    Duration time = GoDuration.parse(isNumber ? retention + "h" : retention);
    if (time.isNegative()) {
      throw new InvalidSettings("--auto-compaction-retention must not be negative");
    }
    return time.isZero() ? new Off() : new Periodic(time);
  }
}
