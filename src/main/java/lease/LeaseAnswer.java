package lease;

/// What the leader says of a lease.
public sealed interface LeaseAnswer {

  /// It lives.
  ///
  /// @param ttl time it has left, in whole seconds
  /// @param granted time to live it was granted with, in seconds
  record Alive(long ttl, long granted) implements LeaseAnswer {}

  /// There is no such lease.
  enum Gone implements LeaseAnswer {
    GONE
  }

  /// Something about it is on its way through the log, after which it is to be asked again.
  enum Busy implements LeaseAnswer {
    BUSY
  }
}
