package verify.leases;

import java.util.List;
import java.util.stream.Stream;

/// A lease as its one client knows it.
///
/// @param deeds in the order they were asked for
public record Life(long id, List<Deed> deeds) {

  public Life {
    deeds = List.copyOf(deeds);
  }

  /// Those of one kind.
  public <D extends Deed> Stream<D> deeds(Class<D> kind) {
    return deeds.stream().filter(kind::isInstance).map(kind::cast);
  }

  /// Whether anybody was told that it lives.
  public boolean hasBegun() {
    return deeds(Deed.Promised.class).findAny().isPresent();
  }

  /// Whether it was to be ended before some time.
  boolean isToEndBefore(long nanos) {
    return deeds(Deed.Revoked.class).anyMatch(revoked -> revoked.sent() < nanos);
  }

  @Override
  public String toString() {
    return "lease " + Long.toHexString(id);
  }
}
