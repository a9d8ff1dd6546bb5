package sampo.settings;

/// How large the store may become.
///
/// @param quotaBytes size at which writes are refused; [#NO_QUOTA] if at none
///   (`--quota-backend-bytes`)
/// @param autoCompaction what history is removed without being asked
public record SpaceSettings(long quotaBytes, AutoCompaction autoCompaction) {

  /// The quota of who has none.
  public static final long NO_QUOTA = Long.MAX_VALUE;

  /// etcd's quota where its flag says 0.
  public static final long DEFAULT_QUOTA = 2L << 30;

  /// @param quotaFlag what the flag says: 0 for the default, negative for none
  public static SpaceSettings of(long quotaFlag, AutoCompaction autoCompaction) {
    long quota = quotaFlag < 0 ? NO_QUOTA : quotaFlag == 0 ? DEFAULT_QUOTA : quotaFlag;
    return new SpaceSettings(quota, autoCompaction);
  }
}
