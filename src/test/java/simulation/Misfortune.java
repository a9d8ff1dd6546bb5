package simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import raft.MemberId;

/// Lets things go wrong, one after the other, until told to stop. Each mishap passes by itself.
final class Misfortune {

  private final SimulatedCluster cluster;
  private final RandomGenerator dice;
  private final List<Mishap> mishaps;
  private final long election;
  private boolean over;
  private @Nullable MemberId heldUp;
  private long shortReignsUntil;
  private long votersCrashUntil;

  Misfortune(SimulatedCluster cluster) {
    this.cluster = cluster;
    this.dice = cluster.chance().mishaps();
    this.mishaps = List.copyOf(cluster.weather().mishaps());
    this.election = cluster.weather().settings().electionTimeout().toNanos();
  }

  void begin() {
    if (!mishaps.isEmpty()) {
      next();
    }
  }

  /// A member was elected. It has no time to send anything, or a little.
  void elected(SimulatedMember leader) {
    var old = heldUp;
    heldUp = null;
    if (old != null && !old.equals(leader.id())) {
      letGo(old, leader.id());
    }
    if (cluster.agenda().now() < shortReignsUntil) {
      var delay = cluster.weather().delay().toNanos();
      endReignIn(Chance.about(dice.nextBoolean() ? delay / 4 : 6 * delay, dice), leader);
    }
  }

  /// A leader has committed something.
  void committed(SimulatedMember leader) {
    if (cluster.agenda().now() < shortReignsUntil && dice.nextBoolean()) {
      endReignIn(0, leader);
    }
  }

  private void endReignIn(long nanos, SimulatedMember leader) {
    cluster.agenda().after(nanos, () -> endReign(leader));
  }

  /// A member has sent its vote for another.
  void voted(SimulatedMember voter) {
    if (!over && cluster.agenda().now() < votersCrashUntil && dice.nextBoolean()) {
      var delay = cluster.weather().delay().toNanos();
      cluster
          .agenda()
          .after(
              Chance.about(delay, dice),
              () -> {
                voter.crash(false);
                cluster.agenda().after(Chance.about(delay, dice), voter::start);
              });
    }
  }

  private void endReign(SimulatedMember leader) {
    if (over) {
      return;
    }
    if (dice.nextInt(3) == 0) {
      crash(leader, false);
    } else {
      cutFor(leader.id(), others(leader), dice.nextBoolean());
    }
  }

  void end() {
    over = true;
  }

  private void next() {
    cluster
        .agenda()
        .after(
            Chance.about(cluster.weather().calm().toNanos(), dice),
            () -> {
              if (!over) {
                happens(mishaps.get(dice.nextInt(mishaps.size())));
                next();
              }
            });
  }

  private void happens(Mishap mishap) {
    var victim = victim();
    if (victim == null) {
      return;
    }
    if (mishap == Mishap.BIT_FLIP && !mayLose(victim)) {
      return;
    }
    cluster.say(mishap + " " + victim.id());
    cluster.tally().add("fault " + mishap);
    switch (mishap) {
      case ISOLATION -> cutFor(victim.id(), others(victim), true);
      case SPLIT -> split();
      case ONE_WAY_CUT -> cutFor(victim.id(), some(others(victim)), false);
      case SHORT_REIGNS -> shortReignsUntil = cluster.agenda().now() + 4 * aWhile();
      case CRASHES_OF_VOTERS -> votersCrashUntil = cluster.agenda().now() + 4 * aWhile();
      case PARTIAL_CUT -> cutFor(victim.id(), some(others(victim)).subList(0, 1), true);
      case SWIZZLE_CLOG -> swizzle();
      case HELD_UP_LINKS -> holdUpLinksOf(victim);
      case CRASH -> crash(victim, false);
      case TORN_WRITE -> crash(victim, true);
      case CRASH_OF_ALL -> cluster.members().forEach(member -> crash(member, false));
      case PAUSE -> pause(victim);
      case SLOWNESS -> slowDown(victim);
      case DISK_STALL -> victim.disk().stallFor(aWhile());
      case SYNC_FAILURE -> victim.disk().failNext();
      case DISK_FULL -> fill(victim);
      case BIT_FLIP -> flipBit(victim);
      case TRANSFER -> victim.tellRaft(transfer());
    }
  }

  private actors.Raft.TransferLeadership transfer() {
    var target = dice.nextBoolean() ? null : pick(cluster.members()).id();
    return new actors.Raft.TransferLeadership(target);
  }

  /// Often the leader, since most depends on it.
  private @Nullable SimulatedMember victim() {
    var leader = cluster.leader();
    if (leader != null && dice.nextBoolean()) {
      return leader;
    }
    var up = cluster.members().stream().filter(SimulatedMember::isUp).toList();
    return up.isEmpty() ? null : pick(up);
  }

  private <T> T pick(List<T> list) {
    return list.get(dice.nextInt(list.size()));
  }

  /// Usually around an election timeout, so that leaders change or nearly do.
  private long aWhile() {
    return Chance.about(2 * election, dice);
  }

  private List<MemberId> others(SimulatedMember member) {
    return cluster.members().stream()
        .map(SimulatedMember::id)
        .filter(id -> !id.equals(member.id()))
        .toList();
  }

  private List<MemberId> some(List<MemberId> ids) {
    var shuffled = shuffled(ids);
    return shuffled.isEmpty()
        ? List.of(new MemberId(1))
        : shuffled.subList(0, 1 + dice.nextInt(shuffled.size()));
  }

  private <T> List<T> shuffled(List<T> list) {
    var copy = new ArrayList<>(list);
    for (var i = copy.size() - 1; i > 0; i--) {
      copy.set(i, copy.set(dice.nextInt(i + 1), copy.get(i)));
    }
    return copy;
  }

  private void cutFor(MemberId one, List<MemberId> others, boolean bothWays) {
    var outwards = bothWays || dice.nextBoolean();
    var inwards = bothWays || !outwards;
    var network = cluster.network();
    for (var other : others) {
      if (outwards) {
        network.cut(one, other);
      }
      if (inwards) {
        network.cut(other, one);
      }
    }
    cluster
        .agenda()
        .after(
            aWhile(),
            () -> {
              for (var other : others) {
                if (outwards) {
                  network.mend(one, other);
                }
                if (inwards) {
                  network.mend(other, one);
                }
              }
            });
  }

  private void split() {
    var ids = shuffled(cluster.members().stream().map(SimulatedMember::id).toList());
    var size = ids.size() / 2;
    var duration = aWhile();
    for (var one : ids.subList(0, size)) {
      for (var other : ids.subList(size, ids.size())) {
        cluster.network().cut(one, other);
        cluster.network().cut(other, one);
        cluster
            .agenda()
            .after(
                duration,
                () -> {
                  cluster.network().mend(one, other);
                  cluster.network().mend(other, one);
                });
      }
    }
  }

  private void swizzle() {
    var ids = shuffled(cluster.members().stream().map(SimulatedMember::id).toList());
    for (var one : ids) {
      for (var other : ids) {
        if (!one.equals(other) && dice.nextBoolean()) {
          var begins = Chance.about(election / 2, dice);
          var ends = begins + aWhile();
          cluster.agenda().after(begins, () -> clog(one, other));
          cluster.agenda().after(ends, () -> cluster.network().unclog(one, other));
        }
      }
    }
  }

  /// First what others say to the member is held up, a moment later what it says to them. See
  /// [#letGo].
  private void holdUpLinksOf(SimulatedMember member) {
    heldUp = member.id();
    var moment = Chance.about(election / 8, dice);
    for (var other : others(member)) {
      clog(other, member.id());
      cluster.agenda().after(moment, () -> clog(member.id(), other));
      unclogIn(3 * election, other, member.id());
      unclogIn(3 * election, member.id(), other);
    }
  }

  /// Another member was elected, and has time to write something: then what those without news have
  /// said to the old leader arrives.
  private void letGo(MemberId old, MemberId elected) {
    for (var other : others(cluster.member(old))) {
      if (!other.equals(elected)) {
        unclogIn(Chance.about(20 * cluster.weather().delay().toNanos(), dice), other, old);
      }
    }
  }

  private void unclogIn(long nanos, MemberId from, MemberId to) {
    cluster.agenda().after(nanos, () -> cluster.network().unclog(from, to));
  }

  private void clog(MemberId from, MemberId to) {
    if (!over) {
      cluster.network().clog(from, to);
    }
  }

  private void crash(SimulatedMember member, boolean torn) {
    if (member.isUp()) {
      member.crash(torn);
      cluster.restartLater(member);
    }
  }

  private void pause(SimulatedMember member) {
    member.pause();
    cluster.agenda().after(aWhile(), member::wake);
  }

  private void slowDown(SimulatedMember member) {
    member.setSlowness(1 << dice.nextInt(3, 10));
    cluster.agenda().after(aWhile(), () -> member.setSlowness(1));
  }

  private void fill(SimulatedMember member) {
    member.disk().setFull(true);
    cluster.agenda().after(aWhile(), () -> member.disk().setFull(false));
  }

  /// A disk may be damaged only while a quorum stays whole.
  private boolean mayLose(SimulatedMember member) {
    var lost = cluster.members().stream().filter(SimulatedMember::isLost).count();
    return !member.isLost() && lost < (cluster.members().size() - 1) / 2;
  }

  /// The next start finds out.
  private void flipBit(SimulatedMember member) {
    if (member.disk().flipBit()) {
      crash(member, false);
    }
  }
}
