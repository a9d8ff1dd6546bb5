package bench;

/// Leases kept alive: each client grants itself one, and then renews it again and again on a stream
/// of its own.
///
/// @param ttlSeconds of each lease
public record KeepAlives(long ttlSeconds) implements Work {

  /// @throws IllegalArgumentException if a lease would end at once
  public KeepAlives {
    if (ttlSeconds < 1) {
      throw new IllegalArgumentException("--ttl must be positive");
    }
  }

  @Override
  public String name() {
    return "lease keep-alive";
  }
}
