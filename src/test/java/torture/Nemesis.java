package torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import probe.Recorder;

/// Does to a cluster what a plan says, one fault after the other, and after each waits until a
/// write succeeds and all members follow one leader: what is whole again must serve again.
final class Nemesis {

  /// Longer than any start or election that is not stuck, on a machine that does much else.
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration POLL = Duration.ofMillis(20);

  private final Victims victims;
  private final Network network;
  private final FaultPlan plan;
  private final Recorder recorder;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> complaints = new ArrayList<>();

  Nemesis(Victims victims, Network network, FaultPlan plan, Recorder recorder) {
    this.victims = victims;
    this.network = network;
    this.plan = plan;
    this.recorder = recorder;
  }

  /// How often each kind of fault happened.
  Map<String, Integer> counts() {
    return counts;
  }

  /// What must not have happened but did: a member that ended by itself, a cluster that did not
  /// recover.
  List<String> complaints() {
    return complaints;
  }

  /// Goes on for a time, or until the cluster does not recover.
  void run(Duration length, Consumer<String> log) throws InterruptedException {
    long end = recorder.now() + length.toNanos();
    while (recorder.now() < end && complaints.isEmpty()) {
      pass(plan.pause());
      Fault fault = plan.next();
      log.accept("%6.1f s  %s".formatted(recorder.now() / 1e9, fault));
      counts.merge(fault.getClass().getSimpleName(), 1, Integer::sum);
      inflict(fault);
      long healed = recorder.now();
      recover(fault, healed);
      log.accept("          all serve %.1f s later".formatted((recorder.now() - healed) / 1e9));
    }
  }

  private void inflict(Fault fault) throws InterruptedException {
    switch (fault) {
      case Fault.Kill(var target, var lasts) -> killFor(List.of(find(target)), lasts);
      case Fault.KillTwice(var target, var lasts) -> killTwice(find(target), lasts);
      case Fault.KillAll(var lasts) -> killFor(all(), lasts);
      case Fault.Pause(var target, var lasts) -> pause(find(target), lasts);
      case Fault.Terminate(var target, var lasts) -> terminate(find(target), lasts);
      case Fault.Isolate(var target, var lasts) ->
          betweenOthersAnd(find(target), lasts, this::part);
      case Fault.Mute(var target, var lasts) -> betweenOthersAnd(find(target), lasts, network::cut);
      case Fault.Deafen(var target, var lasts) ->
          betweenOthersAnd(find(target), lasts, (member, other) -> network.cut(other, member));
      case Fault.Part(var one, var other, var lasts) -> {
        part(find(one), find(other));
        healAfter(lasts);
      }
      case Fault.Lose(var percent, var lasts) -> {
        network.lose(percent);
        healAfter(lasts);
      }
      case Fault.Delay(var by, var lasts) -> {
        network.delay((int) by.toMillis());
        healAfter(lasts);
      }
    }
  }

  private void killTwice(int member, Duration lasts) throws InterruptedException {
    victims.members().get(member).kill();
    victims.startMissing();
    killFor(List.of(member), lasts);
  }

  private void betweenOthersAnd(int member, Duration lasts, BiConsumer<Integer, Integer> fault)
      throws InterruptedException {
    others(member).forEach(other -> fault.accept(member, other));
    healAfter(lasts);
  }

  private void killFor(List<Integer> members, Duration lasts) throws InterruptedException {
    pass(lasts.dividedBy(2));
    members.stream().map(victims.members()::get).forEach(Victim::kill);
    pass(lasts.dividedBy(2));
    members.stream().map(victims.members()::get).forEach(Victim::start);
  }

  private void pause(int member, Duration lasts) throws InterruptedException {
    victims.members().get(member).signal("STOP");
    pass(lasts);
    victims.members().get(member).signal("CONT");
  }

  private void terminate(int member, Duration lasts) throws InterruptedException {
    Victim victim = victims.members().get(member);
    if (!victim.terminate(PATIENCE)) {
      complaints.add(victim + " does not end when told to: " + victim.lastWords());
    }
    pass(lasts);
    victim.start();
  }

  private void part(int one, int other) {
    network.cut(one, other);
    network.cut(other, one);
  }

  private void healAfter(Duration lasts) throws InterruptedException {
    pass(lasts);
    network.heal();
  }

  private List<Integer> all() {
    var all = new ArrayList<Integer>();
    for (int i = 0; i < victims.members().size(); i++) {
      all.add(i);
    }
    return all;
  }

  private List<Integer> others(int member) {
    return all().stream().filter(other -> other != member).toList();
  }

  /// Nobody leads for long; while nobody does, the first member is as good as any.
  private int find(Fault.Target target) {
    return switch (target) {
      case Fault.Target.Number(var index) -> index;
      case Fault.Target.TheLeader _ -> victims.leader().orElse(0);
    };
  }

  private void recover(Fault fault, long healed) throws InterruptedException {
    while ((recorder.lastWrite() < healed || !victims.allFollowOne()) && complaints.isEmpty()) {
      for (Victim member : victims.members()) {
        if (!member.runs()) {
          complaints.add(member + " ended by itself: " + member.lastWords());
        }
      }
      if (recorder.now() - healed > PATIENCE.toNanos()) {
        complaints.add("not all serve again within " + PATIENCE + " after " + fault);
      }
      pass(POLL);
    }
  }

  private static void pass(Duration time) throws InterruptedException {
    var _ = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
