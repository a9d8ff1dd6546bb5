package mvcc;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// The state of a running batch: the index and values as the proposals so far have left them.
///
/// Within a proposal every change has the revision after the last; the store's revision follows
/// once the proposal is kept and has changed something.
final class Writer implements Snapshot {

  private final Published base;
  private final LeaseCheck leases;
  private final IndexEdit index;
  private final List<Change> changes = new ArrayList<>();

  private long kept;
  private long compactRevision;

  /// Where the changes of the running proposal begin.
  private int begin;

  Writer(Published base, LeaseCheck leases) {
    this.base = base;
    this.leases = leases;
    this.index = new IndexEdit(base.index());
    this.kept = base.revision();
    this.compactRevision = base.compactRevision();
  }

  /// Runs one proposal: all of it takes effect, or nothing if it raises an exception.
  <T> T propose(Supplier<T> proposal) {
    try {
      T answer = proposal.get();
      kept = revision();
      changes.subList(begin, changes.size()).forEach(this::tellLeases);
      return answer;
    } catch (RuntimeException e) {
      undo();
      throw e;
    } finally {
      begin = changes.size();
    }
  }

  private void undo() {
    while (changes.size() > begin) {
      Change change = changes.removeLast();
      index.set(change.pair().getKey().toByteArray(), change.before());
    }
  }

  /// Only what is kept is told, so that a refused proposal leaves no trace there either.
  private void tellLeases(Change change) {
    KeyState before = change.before() == null ? null : change.before().newest();
    long from = before == null ? 0 : before.lease();
    if (from != change.state().lease()) {
      leases.moved(change.pair().getKey(), from, change.state().lease());
    }
  }

  /// All changes, in the order of their revisions.
  List<Change> changes() {
    return changes;
  }

  @Override
  public IndexNode index() {
    return index.root();
  }

  /// The revision a read sees: within a proposal, that of its own changes as soon as it has some.
  @Override
  public long revision() {
    return changes.size() > begin ? kept + 1 : kept;
  }

  @Override
  public long compactRevision() {
    return compactRevision;
  }

  void compact(long revision) {
    compactRevision = revision;
  }

  /// How a key stands now; null when it does not exist.
  @Nullable KeyState state(byte[] key) {
    KeyHistory history = index.get(key);
    return history == null ? null : history.newest();
  }

  void put(ByteString key, ByteString value, long lease) {
    byte[] bytes = key.toByteArray();
    KeyHistory before = index.get(bytes);
    KeyState previous = before == null ? null : before.newest();
    long main = kept + 1;
    long create = previous == null ? main : previous.create();
    long version = previous == null ? 1 : previous.version() + 1;
    KeyValue pair =
        KeyValue.newBuilder()
            .setKey(key)
            .setCreateRevision(create)
            .setModRevision(main)
            .setVersion(version)
            .setValue(value)
            .setLease(lease)
            .build();
    int weight = RowKey.weight(false, pair.getSerializedSize());
    var state = new KeyState(nextSub(), main, create, version, lease, weight);
    change(bytes, new Change(pair, state, before));
  }

  /// Deletes a key that exists.
  void delete(ByteString key) {
    byte[] bytes = key.toByteArray();
    KeyHistory before = index.get(bytes);
    KeyValue pair = KeyValue.newBuilder().setKey(key).build();
    int weight = RowKey.weight(true, pair.getSerializedSize());
    change(bytes, new Change(pair, KeyState.tombstone(kept + 1, nextSub(), weight), before));
  }

  private int nextSub() {
    return changes.size() - begin;
  }

  private void change(byte[] key, Change change) {
    KeyHistory before = change.before();
    index.put(key, before == null ? change.state() : before.append(change.state()));
    changes.add(change);
  }

  @Override
  public KeyValue keyValue(byte[] key, KeyState state) {
    return state.main() > base.revision() ? unwritten(state) : base.keyValue(key, state);
  }

  private KeyValue unwritten(KeyState state) {
    int low = 0;
    int high = changes.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(changes.get(middle).state(), state)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return changes.get(low).pair();
  }

  private static boolean isBefore(KeyState a, KeyState b) {
    return a.main() != b.main() ? a.main() < b.main() : a.sub() < b.sub();
  }
}
