package lease;

import org.jspecify.annotations.Nullable;

/// A lease with its end, as a leader keeps it. Differs from others by identity.
final class Tracked {

  final Lease lease;

  /// When it ends, in milliseconds of lease time.
  long deadline;

  /// Where it is in the calendar of ends.
  long endSlot;

  /// Where it is in the calendar of checkpoints.
  long checkpointSlot;

  boolean awaitsCheckpoint;

  /// Whether its end is on its way through the log.
  boolean expiring;

  /// Whether a checkpoint of it may be on its way through the log.
  boolean checkpointing;

  /// What the table said of it when its checkpoint was last asked to be taken back; null when it
  /// was not.
  @Nullable Lease resetFrom;

  /// When that was, in milliseconds of lease time.
  long resetAt;

  Tracked(Lease lease) {
    this.lease = lease;
  }

  /// Whether the table speaks of the same grant.
  boolean isOf(Lease other) {
    return lease.grant() == other.grant();
  }
}
