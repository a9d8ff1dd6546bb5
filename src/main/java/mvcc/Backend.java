package mvcc;

import org.jspecify.annotations.Nullable;

/// An ordered store of byte rows, which knows nothing of revisions. Keys are in unsigned byte
/// order.
///
/// One thread writes; any thread may get and iterate at the same time. Arrays handed in or out are
/// not changed afterwards by either side.
///
/// Every method raises [BackendException] when the disk or the files fail.
public interface Backend extends AutoCloseable {

  /// The value of `key`, or null when there is none.
  byte @Nullable [] get(byte[] key);

  /// Writes all rows of `rows` or none, in their order: of two changes of one key the later holds.
  ///
  /// @param sync whether the rows, and all written before, survive a crash of the machine once this
  ///   returns; without it they survive one of the process
  void write(Rows rows, boolean sync);

  /// Visits the rows from `from` on in key order. Of what is written meanwhile it may see any part.
  void scan(byte[] from, Visitor visitor);

  /// The rows as they all stand now, whatever is written or removed while they are read. It keeps
  /// the disk space of what it still shows: to be closed soon.
  Cursor cursor();

  /// Gives back the space of removed rows between two keys, now rather than in passing. Takes long;
  /// reads and writes go on.
  void compact(byte[] from, byte[] to);

  /// Gives up the files. No other call may be under way or follow.
  @Override
  void close();

  /// A place among rows that do not change. For one thread at a time.
  interface Cursor extends AutoCloseable {
    /// Goes to the first row from `key` on.
    void seek(byte[] key);

    /// Visits the rows from here on; goes on behind the last visited the next time.
    ///
    /// @return false when there are no more rows
    /// @throws BackendException also when the backend has been closed meanwhile
    boolean visit(Visitor visitor);

    @Override
    void close();
  }

  /// Sees one row after another.
  @FunctionalInterface
  interface Visitor {
    /// Returns whether to go on to the next row.
    boolean visit(byte[] key, byte[] value);
  }

  /// Receives the changes of one write in order.
  interface Sink {
    /// Sets the value of `key`.
    void put(byte[] key, byte[] value);

    /// Removes `key`, if it is there.
    void delete(byte[] key);
  }

  /// What one write changes: it hands its rows to the sink, once. So the rows need not be gathered
  /// in a form that the backend would then translate again.
  @FunctionalInterface
  interface Rows {
    /// Tells the sink every change.
    void into(Sink sink);
  }
}
