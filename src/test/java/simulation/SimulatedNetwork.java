package simulation;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;
import raft.MemberId;

/// The links between members: each message is delayed, and may straggle, be lost, duplicated,
/// overtaken, cut off or held up.
final class SimulatedNetwork {

  private record Link(MemberId from, MemberId to) {}

  private final Agenda agenda;
  private final RandomGenerator dice;
  private final Tally tally;
  private final Map<Link, Integer> cuts = new HashMap<>();
  private final Map<Link, Queue<Runnable>> clogged = new HashMap<>();
  private final Map<Link, Long> lastArrival = new HashMap<>();
  private final Set<Link> everUsed = new HashSet<>();
  private double loss;
  private double duplication;
  private double stragglers;
  private final boolean ordered;
  private final long delay;
  private final long longest;

  SimulatedNetwork(Agenda agenda, Weather weather, RandomGenerator dice, Tally tally) {
    this.agenda = agenda;
    this.dice = dice;
    this.tally = tally;
    this.loss = weather.loss();
    this.duplication = weather.duplication();
    this.stragglers = weather.stragglers();
    this.longest = 2 * weather.settings().electionTimeout().toNanos();
    this.ordered = weather.ordered();
    this.delay = weather.delay().toNanos();
  }

  /// Sends a message.
  ///
  /// @param arrival hands it over where it is for; run as often as it arrives
  void send(MemberId from, MemberId to, Runnable arrival) {
    var link = new Link(from, to);
    everUsed.add(link);
    if (cuts.getOrDefault(link, 0) > 0 || dice.nextDouble() < loss) {
      tally.add("messages lost");
      return;
    }
    var queue = clogged.get(link);
    if (queue != null) {
      queue.add(arrival);
      tally.add("messages held up");
      return;
    }
    travel(link, arrival);
    if (dice.nextDouble() < duplication) {
      tally.add("messages duplicated");
      travel(link, arrival);
    }
  }

  private void travel(Link link, Runnable handOver) {
    var arrival = agenda.now() + delay / 2 + Chance.about(delay / 2 + 1, dice);
    if (dice.nextDouble() < stragglers) {
      tally.add("messages straggling");
      arrival += dice.nextLong(longest);
    }
    if (ordered) {
      arrival = Math.max(arrival, lastArrival.getOrDefault(link, 0L));
      lastArrival.put(link, arrival);
    }
    agenda.after(
        arrival - agenda.now(),
        () -> {
          if (cuts.getOrDefault(link, 0) == 0) {
            handOver.run();
          }
        });
  }

  /// Cuts one direction of a link; each cut has to be mended.
  void cut(MemberId from, MemberId to) {
    cuts.merge(new Link(from, to), 1, Integer::sum);
  }

  void mend(MemberId from, MemberId to) {
    cuts.computeIfPresent(new Link(from, to), (_, count) -> count > 1 ? count - 1 : null);
  }

  /// Holds up everything on a link from now on.
  void clog(MemberId from, MemberId to) {
    clogged.putIfAbsent(new Link(from, to), new ArrayDeque<>());
  }

  /// Lets the first message go that is held up on a link; there must be one.
  void pass(MemberId from, MemberId to) {
    var link = new Link(from, to);
    travel(link, clogged.getOrDefault(link, new ArrayDeque<>()).remove());
  }

  void unclog(MemberId from, MemberId to) {
    var link = new Link(from, to);
    var queue = clogged.remove(link);
    if (queue != null) {
      queue.forEach(arrival -> travel(link, arrival));
    }
  }

  /// From now on nothing is lost or duplicated or straggles, and no link is cut or held up.
  void heal() {
    loss = 0;
    duplication = 0;
    stragglers = 0;
    cuts.clear();
    for (var link : everUsed.stream().sorted(SimulatedNetwork::byMembers).toList()) {
      unclog(link.from(), link.to());
    }
  }

  private static int byMembers(Link one, Link two) {
    var byFrom = one.from().compareTo(two.from());
    return byFrom != 0 ? byFrom : one.to().compareTo(two.to());
  }
}
