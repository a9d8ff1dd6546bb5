package torture;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Which faults come in which order, from nothing but a seed: every kind once, in some order, then
/// every kind again.
final class FaultPlan {

  private static final int SHORTEST_MS = 1000;
  private static final int LONGEST_MS = 5000;
  private static final int LEAST_LOSS = 5;
  private static final int MOST_LOSS = 40;
  private static final int LONGEST_DELAY_MS = 200;

  private enum Kind {
    KILL,
    KILL_LEADER,
    KILL_TWICE,
    KILL_ALL,
    PAUSE,
    PAUSE_LEADER,
    TERMINATE,
    TERMINATE_LEADER,
    ISOLATE,
    ISOLATE_LEADER,
    MUTE,
    MUTE_LEADER,
    DEAFEN,
    DEAFEN_LEADER,
    PART,
    LOSE,
    DELAY
  }

  private final Random random;
  private final int members;
  private final List<Kind> kinds;
  private final Deque<Kind> round = new ArrayDeque<>();

  FaultPlan(long seed, int members, Set<Network.Ability> abilities) {
    this.random = new Random(seed);
    this.members = members;
    this.kinds = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (isPossible(kind, members, abilities)) {
        kinds.add(kind);
      }
    }
  }

  private static boolean isPossible(Kind kind, int members, Set<Network.Ability> abilities) {
    return switch (kind) {
      case KILL, KILL_LEADER, KILL_TWICE, KILL_ALL, PAUSE, PAUSE_LEADER, TERMINATE -> true;
      case TERMINATE_LEADER -> true;
      case ISOLATE, ISOLATE_LEADER, MUTE, MUTE_LEADER, DEAFEN, DEAFEN_LEADER ->
          members > 1 && abilities.contains(Network.Ability.CUT);
      case PART -> members > 2 && abilities.contains(Network.Ability.CUT);
      case LOSE -> members > 1 && abilities.contains(Network.Ability.LOSE);
      case DELAY -> members > 1 && abilities.contains(Network.Ability.DELAY);
    };
  }

  /// Time without a fault before the next one.
  Duration pause() {
    return Duration.ofMillis(random.nextInt(SHORTEST_MS / 4, SHORTEST_MS));
  }

  Fault next() {
    if (round.isEmpty()) {
      var shuffled = new ArrayList<>(kinds);
      Collections.shuffle(shuffled, random);
      round.addAll(shuffled);
    }
    Fault.Target any = new Fault.Target.Number(random.nextInt(members));
    Fault.Target leader = new Fault.Target.TheLeader();
    Duration lasts = Duration.ofMillis(random.nextInt(SHORTEST_MS, LONGEST_MS));
    return switch (round.remove()) {
      case KILL -> new Fault.Kill(any, lasts);
      case KILL_LEADER -> new Fault.Kill(leader, lasts);
      case KILL_TWICE -> new Fault.KillTwice(any, lasts);
      case KILL_ALL -> new Fault.KillAll(lasts);
      case PAUSE -> new Fault.Pause(any, lasts);
      case PAUSE_LEADER -> new Fault.Pause(leader, lasts);
      case TERMINATE -> new Fault.Terminate(any, lasts);
      case TERMINATE_LEADER -> new Fault.Terminate(leader, lasts);
      case ISOLATE -> new Fault.Isolate(any, lasts);
      case ISOLATE_LEADER -> new Fault.Isolate(leader, lasts);
      case MUTE -> new Fault.Mute(any, lasts);
      case MUTE_LEADER -> new Fault.Mute(leader, lasts);
      case DEAFEN -> new Fault.Deafen(any, lasts);
      case DEAFEN_LEADER -> new Fault.Deafen(leader, lasts);
      case PART -> part(lasts);
      case LOSE -> new Fault.Lose(random.nextInt(LEAST_LOSS, MOST_LOSS), lasts);
      case DELAY -> new Fault.Delay(Duration.ofMillis(random.nextInt(1, LONGEST_DELAY_MS)), lasts);
    };
  }

  private Fault part(Duration lasts) {
    int one = random.nextInt(members);
    int other = (one + random.nextInt(1, members)) % members;
    return new Fault.Part(new Fault.Target.Number(one), new Fault.Target.Number(other), lasts);
  }
}
