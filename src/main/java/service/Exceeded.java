package service;

/// A request that went over a limit of this member which etcd does not have. Clients get it with
/// gRPC's code RESOURCE_EXHAUSTED, and with words that name the limit and the way out.
public final class Exceeded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param what one line: what was too much, which limit, what to do instead
  Exceeded(String what) {
    super("sampo: " + what, null, false, false);
  }
}
