package process;

import io.etcd.jetcd.Client;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A jetcd client that the tests of a class share: `@RegisterExtension static final JetcdClient
/// jetcd = new JetcdClient(cluster);`
final class JetcdClient implements AfterAllCallback {

  private final Cluster cluster;
  private @Nullable Client client;

  /// A client that is told of every member of a cluster, once there is one.
  JetcdClient(Cluster cluster) {
    this.cluster = cluster;
  }

  /// Connects when it is first asked for.
  synchronized Client get() {
    var connected = client;
    if (connected == null) {
      connected = Jetcd.of(cluster).build();
      client = connected;
    }
    return connected;
  }

  @Override
  public synchronized void afterAll(ExtensionContext context) {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
