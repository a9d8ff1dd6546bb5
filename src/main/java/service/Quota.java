package service;

import etcd.EtcdError;
import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmRequest.AlarmAction;
import etcdserverpb.AlarmType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proposal.SpaceCost;
import proposal.wire.Proposal;
import proposal.wire.ProposalOrBuilder;

/// How far the store may grow (https://etcd.io/docs/latest/op-guide/maintenance/#space-quota).
///
/// The member that finds it full raises the NOSPACE alarm, which forbids growth on all members. Its
/// leader takes the alarm back once enough has been deleted and compacted: nobody need disarm it.
/// Alarms that clients raised are left to them. Thread-safe.
public final class Quota implements Admission {

  /// What the store may take.
  ///
  /// @param bytes of live data; not above 0: no bound
  /// @param lowWater bytes below which an alarm ends
  public record Bounds(long bytes, long lowWater) {

    /// No bound at all.
    public static final Bounds NONE = new Bounds(-1, Long.MAX_VALUE);
  }

  /// The alarms that are on.
  ///
  /// @param raised all
  /// @param found those that members raised by what they found
  public record Alarms(Supplier<List<AlarmMember>> raised, Supplier<List<AlarmMember>> found) {}

  private final MemberContext member;
  private final Bounds bounds;
  private final LongSupplier used;
  private final LongPredicate disk;
  private final Alarms alarms;
  private @Nullable CompletableFuture<?> underWay;

  /// @param used bytes of live data now
  /// @param disk whether this member's disk has room for so many bytes
  public Quota(
      MemberContext member, Bounds bounds, LongSupplier used, LongPredicate disk, Alarms alarms) {
    this.member = member;
    this.bounds = bounds;
    this.used = used;
    this.disk = disk;
    this.alarms = alarms;
  }

  /// Refuses with NO_SPACE what would make the store outgrow its bounds, once all members know, and
  /// what this member's disk has no room for. What frees space is never refused.
  @Override
  public @Nullable CompletableFuture<EtcdError> refuse(
      Entrance entrance, ProposalOrBuilder request) {
    long cost = SpaceCost.of(request);
    if (cost == 0) {
      return null;
    }
    if (!disk.test(cost)) {
      return CompletableFuture.completedFuture(EtcdError.NO_SPACE);
    }
    return hasRoomFor(cost) ? null : raise(entrance).handle((_, _) -> EtcdError.NO_SPACE);
  }

  private boolean hasRoomFor(long cost) {
    return bounds.bytes <= 0 || used.getAsLong() + cost < bounds.bytes;
  }

  /// To be called now and then: the leader raises the alarm when the store has grown too large, and
  /// takes it back when there is room again.
  public synchronized void tend(Entrance entrance) {
    if (!member.isLeader() || (underWay != null && !underWay.isDone())) {
      return;
    }
    if (!hasRoomFor(0)) {
      var unused = raise(entrance);
    } else if (used.getAsLong() < bounds.lowWater) {
      alarms.found().get().stream()
          .filter(alarm -> alarm.getAlarm() == AlarmType.NOSPACE)
          .forEach(alarm -> underWay = propose(entrance, AlarmAction.DEACTIVATE, alarm));
    }
  }

  private synchronized CompletableFuture<?> raise(Entrance entrance) {
    var mine =
        AlarmMember.newBuilder().setMemberID(member.memberId()).setAlarm(AlarmType.NOSPACE).build();
    if (alarms.raised().get().contains(mine)) {
      return CompletableFuture.completedFuture(mine);
    }
    if (underWay == null || underWay.isDone()) {
      underWay = propose(entrance, AlarmAction.ACTIVATE, mine);
    }
    return underWay;
  }

  private static CompletableFuture<?> propose(
      Entrance entrance, AlarmAction action, AlarmMember alarm) {
    var request =
        AlarmRequest.newBuilder()
            .setAction(action)
            .setMemberID(alarm.getMemberID())
            .setAlarm(alarm.getAlarm());
    return entrance.propose(Proposal.newBuilder().setFoundAlarm(request), Function.identity());
  }
}
