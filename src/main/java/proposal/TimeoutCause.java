package proposal;

import etcd.EtcdError;

/// Finds what to tell a client whose proposal was not applied in time.
@FunctionalInterface
public interface TimeoutCause {

  /// Knows no more than that time is over.
  TimeoutCause UNKNOWN = _ -> EtcdError.TIMEOUT;

  /// The error for a request that began at `sinceNanos`, in [System#nanoTime] units.
  EtcdError of(long sinceNanos);
}
