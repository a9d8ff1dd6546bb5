package lease;

/// Hears what becomes of leases. Called by any thread: must not block.
public interface LeaseWatcher {

  /// Nobody listens.
  LeaseWatcher NONE =
      new LeaseWatcher() {
        @Override
        public void granted(long ttl) {}

        @Override
        public void revoked() {}

        @Override
        public void renewed() {}

        @Override
        public void expired() {}
      };

  /// This member has applied a grant.
  ///
  /// @param ttl the time to live, in seconds
  void granted(long ttl);

  /// This member has applied the end of a lease, whatever the reason.
  void revoked();

  /// This member, leading, has renewed a lease.
  void renewed();

  /// A lease has ended because this member, leading, found that its time was over.
  void expired();
}
