package process;

/// The real etcd, to be compared with; tests that use it are skipped, and say so, where it is not
/// installed.
public final class EtcdCluster {

  private EtcdCluster() {}

  /// Of etcd members, driven like any other cluster.
  public static Cluster of(int size) {
    return new Cluster(Program.ETCD, size, Cluster.Life.OF_A_CLASS);
  }
}
