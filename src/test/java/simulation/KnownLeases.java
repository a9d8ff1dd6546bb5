package simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The leases that the clients of a run know of: a few that they care for, and those that they have
/// let go.
final class KnownLeases {

  private static final int CARED_FOR = 5;
  private static final int REMEMBERED = 10;

  private final List<Long> caredFor = new ArrayList<>();
  private final List<Long> letGo = new ArrayList<>();
  private long ids;

  /// The id of a lease that is cared for from now on; now and then one that was let go, and may be
  /// there still.
  long newcomer(RandomGenerator dice) {
    long id = dice.nextInt(5) == 0 && !letGo.isEmpty() ? pick(letGo, dice) : ++ids;
    letGo.remove(id);
    caredFor.add(id);
    if (caredFor.size() > CARED_FOR) {
      letGo(caredFor.getFirst());
    }
    return id;
  }

  /// A lease to be renewed. After about forty times it is let go; of those that were, one is
  /// renewed now and then, perhaps just when it ends.
  long cared(RandomGenerator dice) {
    if (caredFor.isEmpty() || dice.nextInt(40) == 0) {
      return any(dice);
    }
    long id = pick(caredFor, dice);
    if (dice.nextInt(40) == 0) {
      letGo(id);
    }
    return id;
  }

  /// Any lease; one that never was, if none is known.
  long any(RandomGenerator dice) {
    List<Long> all = new ArrayList<>(caredFor);
    all.addAll(letGo);
    return all.isEmpty() ? 1 : pick(all, dice);
  }

  private void letGo(long id) {
    caredFor.remove(id);
    letGo.add(id);
    if (letGo.size() > REMEMBERED) {
      letGo.removeFirst();
    }
  }

  private static long pick(List<Long> list, RandomGenerator dice) {
    return list.get(dice.nextInt(list.size()));
  }
}
