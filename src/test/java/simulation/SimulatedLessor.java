package simulation;

import actors.LeaseOffice;
import actors.Lessor;
import actors.Raft;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import lease.LeaseTable;
import lease.LeaseWatcher;
import proposal.PendingReplies;
import raft.MemberId;
import service.Entrance;
import service.Leases;
import service.MemberContext;

/// What keeps the time of leases in one life of a member, on the member's own clock, and the door
/// to it.
final class SimulatedLessor {

  /// The life that it belongs to.
  ///
  /// @param table may not change before [#begin]
  /// @param raft tells the Raft actor
  /// @param clock the member's own, in nanoseconds
  record Ground(
      MemberContext member,
      Entrance entrance,
      LeaseTable table,
      PendingReplies replies,
      Consumer<Raft.Local> raft,
      LongSupplier clock) {}

  private final SimulatedCluster cluster;
  private final SimulatedActor<Lessor.Message> actor;
  private final Ground ground;
  private final MemberId id;
  private final Leases door;
  private boolean begun;

  SimulatedLessor(SimulatedCluster cluster, SimulatedActor<Lessor.Message> actor, Ground ground) {
    this.cluster = cluster;
    this.actor = actor;
    this.ground = ground;
    this.id = new MemberId(ground.member().memberId());
    this.door =
        new Leases(
            ground.member(),
            ground.entrance(),
            new Leases.Ground(ground.table(), actor::deliver, ground.replies()::newPositiveId, 1));
  }

  SimulatedActor<Lessor.Message> actor() {
    return actor;
  }

  Leases door() {
    return door;
  }

  void begin() {
    actor.onTurn(message -> cluster.hears(id, "lessor", message));
    actor.start(_ -> Lessor.create(this::office));
    ground.table().onChange(ids -> actor.deliver(new Lessor.Changed(ids)));
  }

  /// A lessor that fails starts anew and nobody suffers; that it failed is a fault all the same.
  private LeaseOffice office(Consumer<Lessor.Message> self) {
    if (begun) {
      cluster.fail(new IllegalStateException("a lessor failed"));
    }
    begun = true;
    return new LeaseOffice(surface(), Objects.requireNonNull(cluster.leases()), self);
  }

  private LeaseOffice.Surface surface() {
    return new LeaseOffice.Surface(
        ground.member().status(),
        ground.table(),
        LeaseWatcher.NONE,
        cluster::send,
        ground.entrance()::confirm,
        this::decide,
        ground.clock(),
        ground.replies()::newPositiveId);
  }

  private void decide(Raft.Local message) {
    cluster.decides(id, message);
    ground.raft().accept(message);
  }
}
