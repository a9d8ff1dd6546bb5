package service;

/// A request that is right in itself and that etcd would serve, but this release does not. Clients
/// get it with gRPC's code UNIMPLEMENTED.
public final class Unsupported extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param what one line on what is not supported
  Unsupported(String what) {
    super(what, null, false, false);
  }
}
