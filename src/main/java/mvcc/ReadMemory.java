package mvcc;

/// Memory for the values that one read holds, asked for before they are read. A read that has to
/// begin again asks again for all of it.
@FunctionalInterface
public interface ReadMemory {

  /// As much as there is.
  ReadMemory UNLIMITED = _ -> {};

  /// Waits until a read may hold `bytes` of rows more, or raises an [etcd.EtcdException].
  void claim(long bytes);
}
