package mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The history of a key with more than one revision.
///
/// The arrays are shared with the histories this one grew from and those that grew from it: each
/// sees its own stretch `[from, to)` of them. Appending so costs constant time on average, however
/// often a key is written.
final class Generations implements KeyHistory {

  private static final int FIELDS = 4;
  private static final int MAIN = 0;
  private static final int SUB = 1;
  private static final int VERSION = 2;
  private static final int WEIGHT = 3;
  private static final int FIRST_CAPACITY = 3;
  private static final long[] NO_LEASES = {};

  /// main, sub, version of each revision, and the weight of all up to it.
  private final long[] revisions;

  /// The lease of each revision; [#NO_LEASES] while the key never had one.
  private final long[] leases;

  private final int from;
  private final int to;

  /// The create revision of the generation that revision `from` is in, whose beginning may have
  /// been dropped. Those of later generations are read from their first revision.
  private final long firstCreate;

  /// The weight of all revisions before `from`.
  private final long weightBefore;

  private Generations(
      long[] revisions, long[] leases, int from, int to, long firstCreate, long weightBefore) {
    this.revisions = revisions;
    this.leases = leases;
    this.from = from;
    this.to = to;
    this.firstCreate = firstCreate;
    this.weightBefore = weightBefore;
  }

  static Generations of(KeyState first, KeyState second) {
    long[] revisions = new long[FIRST_CAPACITY * FIELDS];
    var empty = new Generations(revisions, NO_LEASES, 0, 0, first.create(), 0);
    return empty.append(first).append(second);
  }

  private long field(int i, int field) {
    return revisions[i * FIELDS + field];
  }

  @Override
  public @Nullable KeyState at(long revision) {
    int i = lastUpTo(revision);
    return i < from || field(i, VERSION) == 0 ? null : state(i);
  }

  @Override
  public @Nullable KeyState newest() {
    return live() ? state(to - 1) : null;
  }

  @Override
  public boolean live() {
    return field(to - 1, VERSION) != 0;
  }

  @Override
  public long newestMain() {
    return field(to - 1, MAIN);
  }

  @Override
  public int size() {
    return to - from;
  }

  @Override
  public long weight() {
    return weightUpTo(to) - weightBefore;
  }

  /// The weight of all revisions before `end`, those dropped included.
  private long weightUpTo(int end) {
    return end == from ? weightBefore : field(end - 1, WEIGHT);
  }

  @Override
  public KeyState get(int i) {
    return state(from + i);
  }

  private KeyState state(int i) {
    long version = field(i, VERSION);
    int bytes = (int) (field(i, WEIGHT) - weightUpTo(i));
    if (version == 0) {
      return KeyState.tombstone(field(i, MAIN), (int) field(i, SUB), bytes);
    }
    long born = i - (version - 1);
    long create = born >= from ? field((int) born, MAIN) : firstCreate;
    long lease = leases == NO_LEASES ? 0 : leases[i];
    return new KeyState((int) field(i, SUB), field(i, MAIN), create, version, lease, bytes);
  }

  /// The last revision not above the store revision; `from - 1` when there is none.
  private int lastUpTo(long revision) {
    if (newestMain() <= revision) {
      return to - 1;
    }
    int low = from;
    int high = to - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (field(middle, MAIN) <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  @Override
  public Generations append(KeyState next) {
    if (to * FIELDS == revisions.length) {
      return moved(2 * size()).append(next);
    }
    int at = to * FIELDS;
    revisions[at + MAIN] = next.main();
    revisions[at + SUB] = next.sub();
    revisions[at + VERSION] = next.version();
    revisions[at + WEIGHT] = weightUpTo(to) + next.bytes();
    long[] withLease = leases;
    if (withLease == NO_LEASES && next.lease() != 0) {
      withLease = new long[revisions.length / FIELDS];
    }
    if (withLease != NO_LEASES) {
      withLease[to] = next.lease();
    }
    return new Generations(revisions, withLease, from, to + 1, firstCreate, weightBefore);
  }

  /// The same history in arrays of its own.
  private Generations moved(int capacity) {
    long[] copy = Arrays.copyOfRange(revisions, from * FIELDS, (from + capacity) * FIELDS);
    long[] leaseCopy =
        leases == NO_LEASES ? NO_LEASES : Arrays.copyOfRange(leases, from, from + capacity);
    return new Generations(copy, leaseCopy, 0, size(), firstCreate, weightBefore);
  }

  @Override
  public int dead(long compacted) {
    int i = lastUpTo(compacted);
    if (i < from) {
      return 0;
    }
    boolean unseen = field(i, VERSION) == 0 && field(i, MAIN) < compacted;
    return i - from + (unseen ? 1 : 0);
  }

  @Override
  public @Nullable KeyHistory dropOldest(int count) {
    int left = size() - count;
    if (left == 0) {
      return null;
    }
    KeyState oldest = get(count);
    if (left == 1) {
      return oldest;
    }
    int rest = from + count;
    var kept = new Generations(revisions, leases, rest, to, oldest.create(), weightUpTo(rest));
    return left * FIELDS < revisions.length / 4 ? kept.moved(2 * left) : kept;
  }
}
