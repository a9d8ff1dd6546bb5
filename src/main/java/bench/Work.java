package bench;

/// What the clients of a load do, each one thing after another.
public sealed interface Work permits Workload, KeepAlives {

  /// As it is reported.
  String name();
}
