package probe;

/// Somebody has keys where the workload was to have its own. Nothing was written.
public final class PrefixInUse extends RuntimeException {

  private static final long serialVersionUID = 1;

  PrefixInUse(String prefix, long keys) {
    super("%d keys begin with \"%s\": choose a prefix that nobody uses".formatted(keys, prefix));
  }
}
