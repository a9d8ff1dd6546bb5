package simulation;

import actors.LeaseOffice;
import checkers.LeaseAnswersFitTheLog;
import checkers.LeaseLives;
import checkers.LeaseNotEndedEarly;
import checkers.LeaseTakesItsKeys;
import checkers.OnlyTheLeaderEndsLeases;
import etcd.EtcdError;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.LeaseTimeToLiveResponse;
import etcdserverpb.PutRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lease.LeaseTimes;
import simulation.Tenant.Dealing;

/// A run in which some have leases. In the storm leases are granted, renewed, revoked and let go;
/// under a clear sky those that nobody renews any more must all end.
final class LeaseSimulation extends Simulation {

  /// Storms are short; this lets leases end within them too.
  private static final Duration LONGER = Duration.ofSeconds(Leasing.MAX_TTL);

  private final LeaseLives lives;
  private final LeaseNotEndedEarly time;
  private final LeaseAnswersFitTheLog answers;
  private final LeaseTakesItsKeys keys;
  private final List<Tenant> tenants = new ArrayList<>();

  LeaseSimulation(Theatre theatre, Climate climate, long seed, boolean messages) {
    super(theatre, Focus.LEASES, climate, seed, messages);
    var fastest = cluster.members().stream().mapToDouble(SimulatedMember::clockRate).min();
    lives = new LeaseLives(cluster.agenda()::now);
    time = new LeaseNotEndedEarly(lives, fastest.orElse(1));
    answers = new LeaseAnswersFitTheLog(lives);
    keys = new LeaseTakesItsKeys(lives);
    cluster.keepLeases(limits(), List.of(lives, keys, new OnlyTheLeaderEndsLeases()));
  }

  /// Often checkpoints are written all the time, and only few leases may be ending at once.
  private LeaseOffice.Limits limits() {
    var dice = cluster.chance().weather();
    var settings = cluster.weather().settings();
    var checkpoints = settings.electionTimeout().multipliedBy(dice.nextInt(3));
    var ending = dice.nextBoolean() ? 1 + dice.nextInt(2) : 1000;
    cluster.say("checkpoints every " + checkpoints + ", " + ending + " leases ending at once");
    return new LeaseOffice.Limits(
        new LeaseTimes(settings.electionTimeout(), checkpoints, ending),
        settings.electionTimeout().multipliedBy(7),
        settings.electionTimeout().dividedBy(2),
        1000);
  }

  @Override
  long stormNanos() {
    return super.stormNanos() + LONGER.toNanos();
  }

  /// One, for the tenants ask enough.
  @Override
  int clients() {
    return 1;
  }

  @Override
  void begin() {
    super.begin();
    for (var member : cluster.members()) {
      var tenant = new Tenant(cluster, member, history.known(), this::heard);
      tenants.add(tenant);
      tenant.think();
    }
  }

  @Override
  void settle() {
    var before = tenants.stream().mapToLong(Tenant::answers).toArray();
    awaitLiveness("a tenant is not served", () -> allAnswered(before));
    tenants.forEach(Tenant::stop);
    super.settle();
    var slowest = cluster.members().stream().mapToDouble(SimulatedMember::clockRate).max();
    runFor((long) (LONGER.toNanos() * slowest.orElse(1)));
    awaitLiveness("a lease does not end", () -> lives.alive() == 0);
  }

  private boolean allAnswered(long[] before) {
    for (var i = 0; i < before.length; i++) {
      var tenant = tenants.get(i);
      if (tenant.member().isUp() && tenant.answers() == before[i]) {
        return false;
      }
    }
    return true;
  }

  /// Histories with leases are for other judges than those of keys.
  @Override
  void judge() {
    var tally = cluster.tally();
    tally.add("leases expired", lives.deaths(LeaseLives.End.EXPIRED));
    tally.add("leases revoked", lives.deaths(LeaseLives.End.REVOKED));
    tally.add("keys gone with their leases", keys.deleted());
  }

  private void heard(Dealing dealing) {
    cluster.say(dealing.toLine());
    if (dealing.refusal() != null) {
      refused(dealing, dealing.refusal());
      return;
    }
    switch (dealing.request()) {
      case LeaseGrantRequest grant ->
          lives(dealing, grant.getID(), ((LeaseGrantResponse) dealing.response()).getTTL());
      case LeaseKeepAliveRequest renewal -> {
        var left = ((LeaseKeepAliveResponse) dealing.response()).getTTL();
        livesOrNot(dealing, renewal.getID(), left == 0 ? -1 : left);
      }
      case LeaseTimeToLiveRequest question ->
          livesOrNot(
              dealing, question.getID(), ((LeaseTimeToLiveResponse) dealing.response()).getTTL());
      case LeaseRevokeRequest revoke -> lives(dealing, revoke.getID(), 0);
      case PutRequest put when put.getLease() != 0 -> lives(dealing, put.getLease(), 0);
      default -> {}
    }
  }

  private void refused(Dealing dealing, EtcdError refusal) {
    switch (dealing.request()) {
      case LeaseGrantRequest grant -> lives(dealing, grant.getID(), 0);
      case LeaseRevokeRequest revoke -> isGone(dealing, revoke.getID());
      case PutRequest put when refusal == EtcdError.LEASE_NOT_FOUND ->
          isGone(dealing, put.getLease());
      default -> {}
    }
  }

  /// @param left seconds, -1 if there is no such lease
  private void livesOrNot(Dealing dealing, long id, long left) {
    if (left >= 0) {
      lives(dealing, id, left);
    } else {
      isGone(dealing, id);
    }
  }

  private void lives(Dealing dealing, long id, long left) {
    cluster.tally().add("answers about leases that live");
    answers.saidToLive(id, dealing.asked(), dealing.heard(), dealing.toLine());
    time.promised(id, left, dealing.asked(), dealing.heard());
  }

  private void isGone(Dealing dealing, long id) {
    cluster.tally().add("answers about leases that are gone");
    answers.saidToBeGone(id, dealing.asked(), dealing.heard(), dealing.toLine());
  }
}
