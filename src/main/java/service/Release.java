package service;

/// The etcd release whose behaviour this server has. Clients parse it and choose by it what they
/// ask.
public final class Release {

  /// What Status and /version say of the server.
  public static final String SERVER = "3.6.14";

  /// The version the cluster has agreed on.
  public static final String CLUSTER = "3.6.0";

  /// The version of the storage schema.
  public static final String STORAGE = "3.6.0";

  private Release() {}
}
