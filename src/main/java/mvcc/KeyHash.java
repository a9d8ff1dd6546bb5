package mvcc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.zip.CRC32C;
import mvccpb.KeyValue;

/// A checksum of the history of all keys: equal on members that agree, whatever of what compactions
/// made unreadable they have removed already. Comparable only at one compaction.
///
/// @param hash over the rows, in the order they were written; of none it is not 0 either, as in
///   etcd
/// @param compactRevision the oldest readable revision when it was made; -1 for no compaction
/// @param revision the newest revision taken in
public record KeyHash(int hash, long compactRevision, long revision) {

  /// The hash of a state, from rows that have lost nothing that is readable in it.
  ///
  /// @param pace is asked between the pieces of the walk
  static KeyHash of(Published state, long revision, Backend.Cursor rows, Pace pace) {
    var walk = new Walk(state, revision);
    rows.seek(RowKey.FIRST_REVISION);
    long began = System.nanoTime();
    while (walk.goesOn(rows)) {
      pace.rest(System.nanoTime() - began);
      began = System.nanoTime();
    }
    return new KeyHash((int) walk.crc.getValue(), state.compactRevision(), revision);
  }

  /// The way through the rows, in pieces, so that closing the store waits for no more than one.
  private static final class Walk implements Backend.Visitor {
    private static final int PIECE_ROWS = 10_000;

    private final CRC32C crc = new CRC32C();
    private final Published state;
    private final long revision;
    private boolean ended;
    private int left;

    Walk(Published state, long revision) {
      this.state = state;
      this.revision = revision;
      crc.update(RowKey.FIRST_REVISION);
    }

    boolean goesOn(Backend.Cursor rows) {
      left = PIECE_ROWS;
      return rows.visit(this) && !ended;
    }

    @Override
    public boolean visit(byte[] row, byte[] value) {
      ended = !RowKey.isRevision(row) || RowKey.main(row) > revision;
      if (ended) {
        return false;
      }
      if (RowKey.main(row) > state.compactRevision() || isReadable(row, value)) {
        crc.update(row);
        crc.update(value);
      }
      return --left > 0;
    }

    /// Whether the last compaction left a revision before it readable.
    private boolean isReadable(byte[] row, byte[] value) {
      KeyHistory history = state.index().get(key(value));
      if (history == null) {
        return false;
      }
      int dead = history.dead(state.compactRevision());
      if (dead == history.size()) {
        return false;
      }
      KeyState oldest = history.get(dead);
      long main = RowKey.main(row);
      return main > oldest.main() || (main == oldest.main() && RowKey.sub(row) >= oldest.sub());
    }

    /// The key of a row's value. Nothing else of it is read: this happens to every row.
    private static byte[] key(byte[] value) {
      try {
        var in = CodedInputStream.newInstance(value);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
          if (WireFormat.getTagFieldNumber(tag) == KeyValue.KEY_FIELD_NUMBER) {
            return in.readByteArray();
          }
          in.skipField(tag);
        }
        return new byte[0];
      } catch (IOException e) {
        throw new BackendException("store damaged: a revision is unreadable", e);
      }
    }
  }
}
