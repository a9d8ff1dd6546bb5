package mvcc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// Rebuilds the index by one pass over the rows, without looking at values.
///
/// On the way it holds what must be true of rows that no crash or damage has torn: each revision
/// since the last compaction has its first row, and none is beyond the store's revision.
final class IndexLoader implements Backend.Visitor {

  private static final int KEY = tag(KeyValue.KEY_FIELD_NUMBER, true);
  private static final int CREATE = tag(KeyValue.CREATE_REVISION_FIELD_NUMBER, false);
  private static final int VERSION = tag(KeyValue.VERSION_FIELD_NUMBER, false);
  private static final int LEASE = tag(KeyValue.LEASE_FIELD_NUMBER, false);

  private final Standing standing;
  private final IndexEdit index = new IndexEdit(IndexNode.EMPTY);

  /// The newest revision met, or the one before the first that must be there.
  private long reached;

  private @Nullable Damaged damage;

  private IndexLoader(Standing standing) {
    this.standing = standing;
    this.reached = Math.max(1, standing.compactRevision());
  }

  /// @throws Damaged when rows are missing or unreadable
  static IndexNode load(Backend backend, Standing standing) throws Damaged {
    IndexLoader loader = new IndexLoader(standing);
    backend.scan(RowKey.FIRST_REVISION, loader);
    if (loader.damage != null) {
      throw loader.damage;
    }
    if (loader.reached != standing.revision()) {
      throw damaged("revision " + (loader.reached + 1) + " is missing");
    }
    return loader.index.root();
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
      add(main, sub, RowKey.isTombstone(row), value);
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

  private void add(long main, int sub, boolean tombstone, byte[] value) throws IOException {
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
    byte[] known = key == null ? new byte[0] : key;
    KeyState state = new KeyState(sub, main, create, version, lease);
    KeyHistory history = index.get(known);
    index.put(known, history == null ? state : history.append(state));
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
