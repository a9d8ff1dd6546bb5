package mvcc;

/// How much memory the store may take beside its index of keys.
///
/// @param valueCacheBytes weight of the cache of key-values read or written last; 0 for no cache
public record StoreLimits(long valueCacheBytes) {

  public StoreLimits {
    if (valueCacheBytes < 0) {
      throw new IllegalArgumentException("negative limit " + valueCacheBytes);
    }
  }

  /// The values `application.conf` starts from.
  public static StoreLimits defaults() {
    return new StoreLimits(32L << 20);
  }
}
