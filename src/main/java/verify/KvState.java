package verify;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.math.Ordering;

/// The whole content of a key-value store after some sequence of writes, every earlier revision
/// included. Immutable, so that a search may go back to it.
///
/// Two states are equal if the same changes led to them and the same revisions are compacted.
final class KvState {

  /// A fresh store: revision 1, no keys, nothing compacted.
  static final KvState EMPTY = new KvState();

  private static final ByteString FROM_KEY_ON = ByteString.copyFrom(new byte[1]);

  /// A value of a key, or its absence (`pair` is null), and what was before.
  private record Version(long revision, @Nullable KeyValue pair, @Nullable Version older) {

    /// The pair as of a revision; null if the key was absent.
    @Nullable KeyValue at(long atRevision) {
      var version = this;
      while (version != null && version.revision > atRevision) {
        version = version.older;
      }
      return version == null ? null : version.pair;
    }
  }

  private final long revision;
  private final long compactRevision;
  private final scala.collection.immutable.TreeMap<ByteString, Version> versions;
  private final NavigableMap<ByteString, KeyValue> changes;
  private final @Nullable KvState previous;
  private final int hash;

  private KvState() {
    this.revision = 1;
    this.compactRevision = -1;
    this.versions =
        new scala.collection.immutable.TreeMap<>(
            Ordering.comparatorToOrdering(Compares.BYTE_ORDER));
    this.changes = new TreeMap<>(Compares.BYTE_ORDER);
    this.previous = null;
    this.hash = 1;
  }

  private KvState(KvState previous, NavigableMap<ByteString, KeyValue> changes) {
    this.revision = previous.revision + 1;
    this.compactRevision = previous.compactRevision;
    this.changes = changes;
    this.previous = previous;
    var map = previous.versions;
    var mixed = 31 * previous.hash;
    for (var change : changes.entrySet()) {
      var older = map.get(change.getKey());
      var pair = isTombstone(change.getValue()) ? null : change.getValue();
      map =
          map.updated(
              change.getKey(), new Version(revision, pair, older.isEmpty() ? null : older.get()));
      mixed += change.hashCode();
    }
    this.versions = map;
    this.hash = mixed;
  }

  private KvState(KvState other, long compactRevision) {
    this.revision = other.revision;
    this.compactRevision = compactRevision;
    this.versions = other.versions;
    this.changes = other.changes;
    this.previous = other.previous;
    this.hash = other.hash;
  }

  long revision() {
    return revision;
  }

  /// The oldest readable revision; -1 if nothing was ever compacted.
  long compactRevision() {
    return compactRevision;
  }

  /// The state with one more revision.
  ///
  /// @param changes by key what the revision wrote; a default [KeyValue] says deleted
  KvState with(NavigableMap<ByteString, KeyValue> changes) {
    return new KvState(this, changes);
  }

  KvState compactedTo(long compactRevision) {
    return new KvState(this, compactRevision);
  }

  /// What the last revision wrote, deletions as default instances.
  Map<ByteString, KeyValue> lastChanges() {
    return changes;
  }

  /// The live pairs of a key range at a revision, in key order.
  ///
  /// @param rangeEnd exclusive; empty for the single key, one zero byte for all from `key` on
  List<KeyValue> range(ByteString key, ByteString rangeEnd, long atRevision) {
    var found = new ArrayList<KeyValue>();
    if (rangeEnd.isEmpty()) {
      var version = versions.get(key);
      add(found, version.isEmpty() ? null : version.get().at(atRevision));
      return found;
    }
    Iterator<Tuple2<ByteString, Version>> iterator = versions.iteratorFrom(key);
    while (iterator.hasNext()) {
      var entry = iterator.next();
      if (!isBefore(entry._1(), rangeEnd)) {
        break;
      }
      add(found, entry._2().at(atRevision));
    }
    return found;
  }

  private static void add(List<KeyValue> found, @Nullable KeyValue pair) {
    if (pair != null) {
      found.add(pair);
    }
  }

  /// Whether a key at or after the start of a range lies in it.
  static boolean isBefore(ByteString key, ByteString rangeEnd) {
    return rangeEnd.equals(FROM_KEY_ON) || Compares.BYTE_ORDER.compare(key, rangeEnd) < 0;
  }

  static NavigableMap<ByteString, KeyValue> noChanges() {
    return new TreeMap<>(Compares.BYTE_ORDER);
  }

  static boolean isTombstone(KeyValue change) {
    return change.getModRevision() == 0;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    if (!(object instanceof KvState other)
        || revision != other.revision
        || compactRevision != other.compactRevision) {
      return false;
    }
    KvState one = this;
    KvState two = other;
    while (one != two && one != null && two != null && one.versions != two.versions) {
      if (one.hash != two.hash || !one.changes.equals(two.changes)) {
        return false;
      }
      one = one.previous;
      two = two.previous;
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash + 31 * Long.hashCode(compactRevision);
  }
}
