package mvcc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// Rebuilds the index by one pass over the rows, without looking at values.
///
/// On the way it holds what must be true of rows that no crash or damage has torn: each revision
/// that scrubbing cannot have reached has its first row, and none is beyond the store's revision.
final class IndexLoader implements Backend.Visitor {

  private static final int KEY = tag(KeyValue.KEY_FIELD_NUMBER, true);
  private static final int CREATE = tag(KeyValue.CREATE_REVISION_FIELD_NUMBER, false);
  private static final int VERSION = tag(KeyValue.VERSION_FIELD_NUMBER, false);
  private static final int LEASE = tag(KeyValue.LEASE_FIELD_NUMBER, false);

  private final Standing standing;

  /// All keys met. Sorting them in the end costs half of inserting each into the tree.
  private final Map<Loaded, Loaded> keys = new HashMap<>();

  /// The newest revision met, or the one before the first that must be there.
  private long reached;

  private @Nullable Damaged damage;

  private IndexLoader(Standing standing, Standing durable) {
    this.standing = standing;
    this.reached = Math.max(1, durable.compactRevision());
  }

  /// @param standing what the rows are to amount to
  /// @param durable what was synced last; later compactions have not been scrubbed
  /// @throws Damaged when rows are missing or unreadable
  static IndexNode load(Backend backend, Standing standing, Standing durable) throws Damaged {
    IndexLoader loader = new IndexLoader(standing, durable);
    backend.scan(RowKey.FIRST_REVISION, loader);
    if (loader.damage != null) {
      throw loader.damage;
    }
    if (loader.reached != standing.revision()) {
      throw damaged("revision " + (loader.reached + 1) + " is missing");
    }
    return IndexBuild.of(loader.sorted());
  }

  private List<Loaded> sorted() {
    Loaded[] sorted = keys.values().toArray(Loaded[]::new);
    Arrays.sort(sorted);
    return List.of(sorted);
  }

  /// As [#load], but what a checkpoint says of is not read again.
  ///
  /// @param checkpoint of these rows: not ahead of them, and of the same compaction
  static IndexNode load(Backend backend, Standing standing, IndexCheckpoint.Content checkpoint)
      throws Damaged {
    IndexLoader loader = new IndexLoader(standing, standing);
    loader.reached = checkpoint.revision();
    backend.scan(RowKey.of(checkpoint.revision() + 1), loader);
    if (loader.damage != null) {
      throw loader.damage;
    }
    if (loader.reached != standing.revision()) {
      throw damaged("revision " + (loader.reached + 1) + " is missing");
    }
    IndexEdit index = new IndexEdit(IndexBuild.of(checkpoint.keys()));
    for (Loaded later : loader.keys.values()) {
      KeyHistory known = index.root().get(later.key);
      index.set(later.key, known == null ? later.history : join(known, later.history));
    }
    return index.root();
  }

  private static KeyHistory join(KeyHistory known, KeyHistory later) {
    KeyHistory joined = known;
    for (int i = 0; i < later.size(); i++) {
      joined = joined.append(later.get(i));
    }
    return joined;
  }

  @Override
  public boolean visit(byte[] row, byte[] value) {
    if (!RowKey.isRevision(row)) {
      return false;
    }
    try {
      add(row, value);
      return true;
    } catch (Damaged e) {
      damage = e;
      return false;
    }
  }

  private void add(byte[] row, byte[] value) throws Damaged {
    if (!RowKey.isWellFormed(row)) {
      throw damaged("a row of unknown form");
    }
    long main = RowKey.main(row);
    int sub = RowKey.sub(row);
    reach(main, sub);
    try {
      add(main, sub, RowKey.isTombstone(row), row.length + value.length, value);
    } catch (IOException e) {
      throw damaged("revision " + main + " is unreadable: " + e.getMessage());
    }
  }

  private void reach(long main, int sub) throws Damaged {
    if (main > standing.revision()) {
      throw damaged("revision " + main + " is beyond the last, " + standing.revision());
    }
    if (main > reached) {
      if (main != reached + 1 || sub != 0) {
        throw damaged("revision " + (reached + 1) + " is missing");
      }
      reached = main;
    }
  }

  private void add(long main, int sub, boolean tombstone, int bytes, byte[] value)
      throws IOException {
    byte @Nullable [] key = null;
    long create = 0;
    long version = 0;
    long lease = 0;
    CodedInputStream in = CodedInputStream.newInstance(value);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == KEY) {
        key = in.readByteArray();
      } else if (tag == CREATE) {
        create = in.readInt64();
      } else if (tag == VERSION) {
        version = in.readInt64();
      } else if (tag == LEASE) {
        lease = in.readInt64();
      } else {
        in.skipField(tag);
      }
    }
    if (tombstone != (version == 0)) {
      throw new InvalidProtocolBufferException("version " + version);
    }
    // The empty key is not written; it is legal to the store, if not to the service.
    Loaded loaded =
        new Loaded(
            key == null ? new byte[0] : key,
            new KeyState(sub, main, create, version, lease, bytes));
    Loaded known = keys.putIfAbsent(loaded, loaded);
    if (known != null) {
      known.history = known.history.append(loaded.history.get(0));
    }
  }

  /// A key and its history as far as it has been read; equal to others by the key.
  static final class Loaded implements Comparable<Loaded> {
    final byte[] key;
    private final int hash;
    KeyHistory history;

    Loaded(byte[] key, KeyHistory history) {
      this.key = key;
      this.hash = Arrays.hashCode(key);
      this.history = history;
    }

    @Override
    public int compareTo(Loaded other) {
      return Arrays.compareUnsigned(key, other.key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Loaded loaded && Arrays.equals(key, loaded.key);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private static Damaged damaged(String what) {
    return new Damaged("store damaged: " + what);
  }

  /// The rows are not those of a store at its standing.
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message);
    }
  }

  private static int tag(int field, boolean bytes) {
    int type = bytes ? WireFormat.WIRETYPE_LENGTH_DELIMITED : WireFormat.WIRETYPE_VARINT;
    return field << 3 | type;
  }
}
