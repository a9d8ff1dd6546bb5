package simulation;

import actors.LeaseOffice;
import actors.Lessor;
import java.util.function.Consumer;
import lease.LeaseTable;
import service.Leases;

/// What keeps the time of leases in one life of a member, on the member's own clock, and the door
/// to it.
final class SimulatedLessor {

  private final SimulatedActor<Lessor.Message> actor;
  private final LeaseOffice.Surface surface;
  private final LeaseOffice.Limits limits;
  private final Leases door;
  private final Consumer<Throwable> failure;
  private boolean begun;

  /// @param surface of this life; its table may not change before [#begin]
  /// @param failure hears it if the shipped lessor fails
  SimulatedLessor(
      SimulatedActor<Lessor.Message> actor,
      LeaseOffice.Surface surface,
      LeaseOffice.Limits limits,
      Leases door,
      Consumer<Throwable> failure) {
    this.actor = actor;
    this.surface = surface;
    this.limits = limits;
    this.door = door;
    this.failure = failure;
  }

  SimulatedActor<Lessor.Message> actor() {
    return actor;
  }

  Leases door() {
    return door;
  }

  void begin() {
    actor.start(_ -> Lessor.create(this::office));
    LeaseTable table = surface.table();
    table.onChange(ids -> actor.deliver(new Lessor.Changed(ids)));
  }

  /// A lessor that fails starts anew and nobody suffers; that it failed is a fault all the same.
  private LeaseOffice office(Consumer<Lessor.Message> self) {
    if (begun) {
      failure.accept(new IllegalStateException("a lessor failed"));
    }
    begun = true;
    return new LeaseOffice(surface, limits, self);
  }
}
