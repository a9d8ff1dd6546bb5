package mvcc;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/// A copy of the index in a file, so that a start reads keys instead of all values.
///
/// It only saves time: one that is missing, torn, from before the last compaction or ahead of the
/// rows is as good as none, and the index is made from the rows. Written from a [View], which never
/// changes, by any thread but one at a time; the store has been synced at that view, or the file is
/// good for nothing after a start.
public final class IndexCheckpoint {

  private static final int FORMAT = 0x53_49_43_32;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final long minRevisions;
  private long writtenRevision;
  private long writtenCompaction = Long.MIN_VALUE;

  /// @param file where it is kept; its folder exists
  /// @param minRevisions a new one is due after this many revisions, or a compaction
  public IndexCheckpoint(Path file, long minRevisions) {
    this.file = file;
    this.minRevisions = minRevisions;
  }

  /// What a file held.
  record Content(long revision, long compactRevision, List<IndexLoader.Loaded> keys) {}

  /// Whether enough has happened since the last one.
  public boolean isDue(View view) {
    return view.revision() - writtenRevision >= minRevisions
        || (view.compactRevision() != writtenCompaction && view.revision() > minRevisions);
  }

  /// Replaces the file by one of this view.
  ///
  /// @throws UncheckedIOException if it cannot be written; the old file is then still there
  public void write(View view) {
    Published state = view.state();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      write(fresh, state);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    writtenRevision = state.revision();
    writtenCompaction = state.compactRevision();
  }

  private static void write(Path fresh, Published state) throws IOException {
    var checksum = new CRC32C();
    try (OutputStream raw = Files.newOutputStream(fresh)) {
      var buffered = new BufferedOutputStream(raw, BUFFER_BYTES);
      var out = new DataOutputStream(new CheckedOutputStream(buffered, checksum));
      out.writeInt(FORMAT);
      out.writeLong(state.revision());
      out.writeLong(state.compactRevision());
      state.index().ascendAll((key, history) -> writeKey(out, key, history));
      out.writeInt(-1);
      out.flush();
      var end = new DataOutputStream(buffered);
      end.writeLong(checksum.getValue());
      end.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static boolean writeKey(DataOutputStream out, byte[] key, KeyHistory history) {
    try {
      out.writeInt(key.length);
      out.write(key);
      out.writeInt(history.size());
      for (int i = 0; i < history.size(); i++) {
        KeyState state = history.get(i);
        out.writeInt(state.sub());
        out.writeLong(state.main());
        out.writeLong(state.create());
        out.writeLong(state.version());
        out.writeLong(state.lease());
        out.writeInt(state.bytes());
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the file holds, if it can be trusted.
  @Nullable Content read() {
    var checksum = new CRC32C();
    try (InputStream raw = Files.newInputStream(file)) {
      var buffered = new BufferedInputStream(raw, BUFFER_BYTES);
      var in = new DataInputStream(new CheckedInputStream(buffered, checksum));
      if (in.readInt() != FORMAT) {
        return null;
      }
      var content = new Content(in.readLong(), in.readLong(), readKeys(in, Files.size(file)));
      long expected = checksum.getValue();
      if (new DataInputStream(buffered).readLong() != expected) {
        return null;
      }
      writtenRevision = content.revision();
      writtenCompaction = content.compactRevision();
      return content;
    } catch (NoSuchFileException none) {
      return null;
    } catch (IOException | IllegalArgumentException damaged) {
      return null;
    }
  }

  private static List<IndexLoader.Loaded> readKeys(DataInputStream in, long fileBytes)
      throws IOException {
    var keys = new ArrayList<IndexLoader.Loaded>();
    for (int length = in.readInt(); length >= 0; length = in.readInt()) {
      if (length > fileBytes) {
        throw new IOException("a key of " + length + " bytes");
      }
      byte[] key = in.readNBytes(length);
      int size = in.readInt();
      KeyHistory history = readState(in);
      for (int i = 1; i < size; i++) {
        history = history.append(readState(in));
      }
      keys.add(new IndexLoader.Loaded(key, history));
    }
    return keys;
  }

  private static KeyState readState(DataInputStream in) throws IOException {
    return new KeyState(
        in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readInt());
  }
}
