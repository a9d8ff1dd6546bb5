package mvcc;

/// Whether a lease exists, asked when a key is put under it.
@FunctionalInterface
public interface LeaseCheck {
  /// No lease exists: a put with a lease fails.
  LeaseCheck NONE = _ -> false;

  /// Whether the lease exists now, in the writer's order of events.
  boolean exists(long leaseId);
}
