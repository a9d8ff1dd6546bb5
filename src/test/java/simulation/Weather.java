package simulation;

import actors.JournalSettings;
import actors.RaftSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import service.Limits;

/// The world of one run: how large the cluster is, and how hard it is made for it.
///
/// @param members how many members
/// @param settings of the Raft roles; limits are small, so that what is rare elsewhere happens here
/// @param journal limits of the journal
/// @param delay the mean time a message is under way
/// @param loss the share of messages that are lost
/// @param duplication the share of messages that arrive twice
/// @param stragglers the share of messages that are under way for up to two election timeouts
/// @param ordered whether the messages of a link arrive in order
/// @param sync the mean time of a disk write
/// @param restart the mean time until a member that ended starts again
/// @param drawn how many different election timeouts members draw
/// @param clockDrift how much faster or slower than others a member's clock may run, as a share
/// @param calm the mean time between two mishaps
/// @param mishaps what may go wrong
/// @param clients how many clients
/// @param think the mean time between two requests of a client
/// @param patience how long a client waits for an answer
/// @param duration how long things go wrong, before everything heals
record Weather(
    int members,
    RaftSettings settings,
    JournalSettings journal,
    Duration delay,
    double loss,
    double duplication,
    double stragglers,
    boolean ordered,
    Duration sync,
    Duration restart,
    int drawn,
    double clockDrift,
    Duration calm,
    Set<Mishap> mishaps,
    int clients,
    Duration think,
    Duration patience,
    Duration duration) {

  /// A weather of some climate.
  static Weather of(Climate climate, RandomGenerator dice) {
    var weather = anyWeather(dice);
    return switch (climate) {
      case MIXED ->
          switch (dice.nextInt(6)) {
            case 0, 1 -> weather.restless(dice);
            case 2 -> weather.belated(dice);
            default -> weather;
          };
      case RESTLESS -> weather.restless(dice);
      case BELATED -> weather.belated(dice);
    };
  }

  /// On fast disks what leaders have begun is what counts; on slow ones, that votes are merged with
  /// other writes.
  private Weather restless(RandomGenerator dice) {
    var hasFastDisks = dice.nextBoolean();
    var limits =
        new RaftSettings(
            settings.heartbeatInterval(),
            settings.electionTimeout(),
            settings.standsEarly(),
            settings.readRetryInterval(),
            settings.maxHoldBack(),
            hasFastDisks ? 1 : 2_000,
            settings.maxForwardBytes(),
            settings.maxUncommittedBytes(),
            settings.maxUnappliedBytes(),
            settings.logMemoryBytes());
    return new Weather(
        pick(dice, 3, 3, 5),
        limits,
        journal,
        delay,
        Math.min(loss, 0.1),
        duplication,
        pick(dice, 0, 10, 30) / 100.0,
        ordered,
        hasFastDisks ? delay.dividedBy(4) : settings.electionTimeout().dividedBy(10),
        restart,
        pick(dice, 2, 10),
        clockDrift,
        settings.electionTimeout(),
        EnumSet.of(Mishap.SHORT_REIGNS, Mishap.CRASHES_OF_VOTERS, pick(dice, Mishap.values())),
        members,
        think,
        settings.electionTimeout(),
        duration.multipliedBy(2));
  }

  private Weather belated(RandomGenerator dice) {
    return new Weather(
        3,
        settings,
        journal,
        delay,
        0,
        duplication,
        pick(dice, 0, 2, 10) / 100.0,
        false,
        sync,
        restart,
        drawn,
        clockDrift,
        settings.electionTimeout().multipliedBy(4),
        EnumSet.of(Mishap.HELD_UP_LINKS, pick(dice, Mishap.values())),
        6,
        think,
        settings.electionTimeout().dividedBy(pick(dice, 2, 4)),
        duration.multipliedBy(2));
  }

  private static Weather anyWeather(RandomGenerator dice) {
    var members = pick(dice, 1, 3, 3, 3, 3, 5, 5);
    var heartbeat = Duration.ofMillis(pick(dice, 20, 50, 100));
    var election = heartbeat.multipliedBy(pick(dice, 4, 10));
    var settings =
        new RaftSettings(
            heartbeat,
            election,
            dice.nextBoolean(),
            heartbeat.multipliedBy(pick(dice, 1, 3)),
            heartbeat.multipliedBy(pick(dice, 0, 1, 1, 5)).dividedBy(20),
            pick(dice, 1, 200, 2_000, 100_000),
            pick(dice, 1, 1_000, 100_000),
            pick(dice, 500, 5_000, 1_000_000),
            pick(dice, 1_000, 1_000_000),
            pick(dice, 0, 500, 5_000, 1_000_000));
    return new Weather(
        members,
        settings,
        journal(
            pick(dice, 1, 200, 100_000), pick(dice, 0, 500, 10_000), pick(dice, 1, 500, 100_000)),
        heartbeat.dividedBy(pick(dice, 5, 20, 100)),
        pick(dice, 0, 0, 2, 10, 30) / 100.0,
        pick(dice, 0, 0, 5, 20) / 100.0,
        pick(dice, 0, 0, 0, 5) / 100.0,
        dice.nextBoolean(),
        heartbeat.dividedBy(pick(dice, 2, 10, 100)),
        election.dividedBy(pick(dice, 1, 4, 50)),
        pick(dice, 2, 10, 1_000_000),
        pick(dice, 0, 0, 5, 20) / 100.0,
        election.multipliedBy(pick(dice, 1, 2, 5)),
        someMishaps(dice),
        members * pick(dice, 1, 2, 2),
        heartbeat.dividedBy(pick(dice, 1, 2, 5)),
        election.multipliedBy(pick(dice, 1, 3)),
        election.multipliedBy(pick(dice, 20, 40)));
  }

  /// No faults at all, and nothing left to chance but the elections.
  ///
  /// @param maxAppendBytes how much a leader sends at once
  static Weather calm(int members, int maxAppendBytes) {
    return new Weather(
        members,
        new RaftSettings(
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            true,
            Duration.ofMillis(300),
            Duration.ZERO,
            maxAppendBytes,
            1 << 20,
            1 << 20,
            1 << 20,
            1 << 20),
        journal(1 << 20, 1 << 20, 1 << 20),
        Duration.ofMillis(1),
        0,
        0,
        0,
        true,
        Duration.ofMillis(1),
        Duration.ofMillis(1),
        1_000_000,
        0,
        Duration.ofDays(1),
        EnumSet.noneOf(Mishap.class),
        0,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ZERO);
  }

  /// What members take from clients.
  Limits limits() {
    var usual = Limits.defaults();
    return new Limits(
        usual.maxRequestBytes(),
        usual.maxTxnOps(),
        usual.maxPending(),
        usual.maxQueuedBytes(),
        usual.maxApplyLag(),
        usual.inlineReadKeys(),
        usual.requestTimeout(),
        settings.electionTimeout());
  }

  private static JournalSettings journal(int maxEventBytes, long tailBytes, long indexInterval) {
    return new JournalSettings(
        Path.of("simulated"),
        maxEventBytes,
        tailBytes,
        indexInterval,
        0,
        0,
        1,
        Duration.ofSeconds(1),
        0);
  }

  private static int pick(RandomGenerator dice, int... choices) {
    return choices[dice.nextInt(choices.length)];
  }

  private static <T> T pick(RandomGenerator dice, T[] choices) {
    return choices[dice.nextInt(choices.length)];
  }

  /// Few kinds at a time: with all of them every run would look the same.
  private static Set<Mishap> someMishaps(RandomGenerator dice) {
    var chosen = EnumSet.noneOf(Mishap.class);
    for (var i = dice.nextInt(1, 7); i > 0; i--) {
      chosen.add(pick(dice, Mishap.values()));
    }
    return chosen;
  }
}
