package mvcc;

import com.google.protobuf.ByteString;

/// What the store asks and tells of leases, which are kept elsewhere. Called by the thread that
/// writes, in the order of the proposals.
@FunctionalInterface
public interface LeaseCheck {
  /// No lease exists: a put with a lease fails.
  LeaseCheck NONE = _ -> false;

  /// Whether the lease exists now, in the writer's order of events.
  boolean exists(long leaseId);

  /// A proposal that is kept has moved a key from one lease to another.
  ///
  /// @param from the lease it was under; 0 when none
  /// @param to the lease it is under now; 0 when none, or when the key was deleted
  default void moved(ByteString key, long from, long to) {}
}
