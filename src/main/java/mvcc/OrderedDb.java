package mvcc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBException;
import org.iq80.leveldb.DBFactory;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;
import org.jspecify.annotations.Nullable;

/// LevelDB as a [Backend], whichever program it is made of.
///
/// The lock is for closing alone: a call into a closed native database would take the process down.
final class OrderedDb implements Backend {

  private static final ReadOptions SCAN = new ReadOptions().fillCache(false).verifyChecksums(true);

  /// Each takes a compaction that ends in between: more say that a file is really gone.
  private static final int MAX_ATTEMPTS = 10;

  /// Compacts all rows between two keys; not every LevelDB can by itself.
  interface Compactor {
    void compact(DB db, byte[] from, byte[] to);
  }

  private final Path directory;
  private final DB db;
  private final Compactor compactor;
  private final StampedLock closing = new StampedLock();
  private final Set<DbCursor> cursors = ConcurrentHashMap.newKeySet();
  private boolean closed;

  /// An open database.
  OrderedDb(Path directory, DB db, Compactor compactor) {
    this.directory = directory;
    this.db = db;
    this.compactor = compactor;
  }

  /// @throws BackendException with one line on what is wrong
  static OrderedDb open(DBFactory factory, Path directory, Options options, Compactor compactor) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new BackendException(directory + " is not a directory");
    }
    try {
      Files.createDirectories(directory);
      return new OrderedDb(directory, factory.open(directory.toFile(), options), compactor);
    } catch (IOException | RuntimeException e) {
      throw new BackendException(whatIsWrong(directory, e), e);
    }
  }

  private static String whatIsWrong(Path directory, Exception e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    String line = reason.lines().findFirst().orElse("");
    String lower = line.toLowerCase(Locale.ROOT);
    if (lower.contains("lock")) {
      return directory + " is in use by another process";
    }
    if (lower.contains("corrupt") || lower.contains("checksum") || lower.contains("manifest")) {
      return directory + " is damaged: " + line;
    }
    return "cannot open " + directory + ": " + line;
  }

  private long enter() {
    long stamp = closing.readLock();
    if (closed) {
      closing.unlockRead(stamp);
      throw new BackendException(directory + " is closed");
    }
    return stamp;
  }

  private BackendException failed(String what, Exception e) {
    return new BackendException("cannot " + what + " " + directory + ": " + e.getMessage(), e);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    long stamp = enter();
    try {
      return getFromCurrentFiles(key);
    } catch (DBException e) {
      throw failed("read", e);
    } finally {
      closing.unlockRead(stamp);
    }
  }

  /// LevelDB in Java looks a key up in the files of a moment without holding on to them, and its
  /// compaction may delete one before it is opened. The rows are in newer files then; iterators
  /// hold on to theirs.
  private byte @Nullable [] getFromCurrentFiles(byte[] key) {
    for (int attempt = 1; ; attempt++) {
      try {
        return db.get(key);
      } catch (RuntimeException e) {
        if (!(e.getCause() instanceof FileNotFoundException) || attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void write(Rows rows, boolean sync) {
    long stamp = enter();
    try (WriteBatch batch = db.createWriteBatch()) {
      rows.into(new BatchSink(batch));
      db.write(batch, new WriteOptions().sync(sync));
      if (sync) {
        forceLogs();
      }
    } catch (IOException | DBException e) {
      throw failed("write", e);
    } finally {
      closing.unlockRead(stamp);
    }
  }

  /// A synced write syncs the log it goes to, but not the one before, whose rows may still be on
  /// the way to a table file.
  private void forceLogs() throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
      for (Path log : logs) {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
          file.force(true);
        } catch (NoSuchFileException _) {
          // Its rows have reached a table file in the meantime.
        }
      }
    }
  }

  private record BatchSink(WriteBatch batch) implements Sink {
    @Override
    public void put(byte[] key, byte[] value) {
      batch.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
      batch.delete(key);
    }
  }

  @Override
  public void scan(byte[] from, Visitor visitor) {
    long stamp = enter();
    try (DBIterator rows = db.iterator(SCAN)) {
      for (rows.seek(from); rows.hasNext(); ) {
        Map.Entry<byte[], byte[]> row = rows.next();
        if (!visitor.visit(row.getKey(), row.getValue())) {
          return;
        }
      }
    } catch (IOException | DBException e) {
      throw failed("read", e);
    } finally {
      closing.unlockRead(stamp);
    }
  }

  @Override
  public Cursor cursor() {
    long stamp = enter();
    try {
      var cursor = new DbCursor(db.iterator(SCAN));
      cursors.add(cursor);
      return cursor;
    } finally {
      closing.unlockRead(stamp);
    }
  }

  @Override
  public void compact(byte[] from, byte[] to) {
    long stamp = enter();
    try {
      compactor.compact(db, from, to);
    } catch (DBException e) {
      throw failed("compact", e);
    } finally {
      closing.unlockRead(stamp);
    }
  }

  /// An iterator of LevelDB shows the rows as they stood when it was made.
  private final class DbCursor implements Cursor {
    private final DBIterator rows;

    DbCursor(DBIterator rows) {
      this.rows = rows;
    }

    @Override
    public void seek(byte[] key) {
      long stamp = enter();
      try {
        rows.seek(key);
      } finally {
        closing.unlockRead(stamp);
      }
    }

    @Override
    public boolean visit(Visitor visitor) {
      long stamp = enter();
      try {
        while (rows.hasNext()) {
          var row = rows.next();
          if (!visitor.visit(row.getKey(), row.getValue())) {
            return true;
          }
        }
        return false;
      } catch (DBException e) {
        throw failed("read", e);
      } finally {
        closing.unlockRead(stamp);
      }
    }

    @Override
    public void close() {
      long stamp = closing.readLock();
      try {
        release();
      } finally {
        closing.unlockRead(stamp);
      }
    }

    /// Lets the iterator go, once; before the database does, or the process would not survive it.
    void release() {
      if (cursors.remove(this)) {
        try {
          rows.close();
        } catch (IOException e) {
          throw failed("close", e);
        }
      }
    }
  }

  @Override
  public void close() {
    long stamp = closing.writeLock();
    try {
      if (!closed) {
        closed = true;
        cursors.forEach(DbCursor::release);
        db.close();
      }
    } catch (IOException e) {
      throw failed("close", e);
    } finally {
      closing.unlockWrite(stamp);
    }
  }
}
