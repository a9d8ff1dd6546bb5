package verify;

/// A promise about watches, leases, compactions or rights that was broken.
///
/// @param who was told so
public record Breach(Promise promise, String who, String what) {

  @Override
  public String toString() {
    return "%s: %s %s".formatted(promise, who, what);
  }
}
