package watch;

import com.google.protobuf.ByteString;

/// Decides, when a watcher is created, whether its client may look at its keys.
@FunctionalInterface
public interface Admission {

  /// Lets everybody look at everything.
  Admission FREE = (_, _) -> {};

  /// Fails with an [etcd.EtcdException], which the client is told, if it may not.
  ///
  /// @param key as in the request
  /// @param rangeEnd as in the request
  void check(ByteString key, ByteString rangeEnd);
}
