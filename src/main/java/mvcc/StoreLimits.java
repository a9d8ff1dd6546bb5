package mvcc;

/// How much memory the store may take beside its index of keys.
///
/// @param valueCacheBytes weight of the cache of key-values read or written last; 0 for no cache
/// @param eventLogBytes what the events of the last revisions may take ([EventLog]); 0 for none
public record StoreLimits(long valueCacheBytes, long eventLogBytes) {

  public StoreLimits {
    if (valueCacheBytes < 0 || eventLogBytes < 0) {
      throw new IllegalArgumentException(
          "negative limit among " + valueCacheBytes + ", " + eventLogBytes);
    }
  }

  /// The values `application.conf` starts from.
  public static StoreLimits defaults() {
    return new StoreLimits(32L << 20, 32L << 20);
  }
}
