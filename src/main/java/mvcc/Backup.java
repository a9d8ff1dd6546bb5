package mvcc;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/// A backup in a file ([BackupFormat]): checks it, and makes a store of it.
public final class Backup {

  /// Rows written to a store at a time.
  private static final int BATCH_ROWS = 256;

  private static final int MAX_FRAME = 1 << 30;

  private final Path file;

  public Backup(Path file) {
    this.file = file;
  }

  /// What a backup holds.
  ///
  /// @param revision the store revision
  /// @param compactRevision the oldest readable revision; -1 for no compaction
  /// @param rows revisions, and rows of tables
  /// @param bytes of the file
  public record Content(long revision, long compactRevision, long rows, long bytes) {}

  /// Sees each row of a backup.
  private interface Rows {
    void row(byte[] key, byte[] value);
  }

  /// Reads all of it, and checks every checksum.
  ///
  /// @throws IOException with one line on what is wrong
  public Content verify() throws IOException {
    return read((_, _) -> {});
  }

  /// Fills an empty backend with the content of the backup, as a store that no log belongs to yet.
  ///
  /// @param bump revisions to skip, so that whoever has seen revisions after the backup never sees
  ///   one of them again with another content; all before count as compacted. 0 for none
  /// @param without tables that belong to the old cluster
  /// @throws IOException with one line on what is wrong; the backend is then of no use
  public Content restore(Backend into, long bump, Set<String> without) throws IOException {
    var writer = new Restoring(into, without);
    Content content = read(writer);
    writer.flush();
    long revision = Math.addExact(content.revision(), bump);
    long compacted = bump > 0 ? revision : content.compactRevision();
    byte[] standing = new Standing(revision, compacted, 0, 0).toBytes();
    into.write(
        sink -> {
          sink.put(RowKey.STANDING, standing);
          sink.put(RowKey.DURABLE, standing);
        },
        true);
    return content;
  }

  private static final class Restoring implements Rows {
    private final Backend into;
    private final List<byte[]> without;
    private final List<byte[][]> waiting = new ArrayList<>();

    Restoring(Backend into, Set<String> without) {
      this.into = into;
      this.without = without.stream().map(RowKey::table).toList();
    }

    @Override
    public void row(byte[] key, byte[] value) {
      if (without.stream().noneMatch(table -> startsWith(key, table))) {
        waiting.add(new byte[][] {key, value});
      }
      if (waiting.size() >= BATCH_ROWS) {
        flush();
      }
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
      return key.length >= prefix.length
          && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    void flush() {
      into.write(sink -> waiting.forEach(row -> sink.put(row[0], row[1])), false);
      waiting.clear();
    }
  }

  private Content read(Rows rows) throws IOException {
    long size = Files.size(file);
    if (size % BackupFormat.BLOCK != BackupFormat.DIGEST_BYTES) {
      throw damaged("its length of " + size + " bytes is not that of a whole backup");
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      var reading = new Reading(raw);
      Standing standing = reading.header();
      long count = reading.frames(rows);
      reading.end(size);
      return new Content(standing.revision(), standing.compactRevision(), count, size);
    } catch (EOFException torn) {
      throw damaged("it ends too early");
    }
  }

  private IOException damaged(String what) {
    return new IOException(file + " is no backup, or a damaged one: " + what);
  }

  /// The way through the file.
  private final class Reading {
    private final MessageDigest sha = BackupSource.sha256();
    private final InputStream raw;
    private final DataInputStream in;
    private long position;

    Reading(InputStream raw) {
      this.raw = raw;
      this.in = new DataInputStream(new DigestInputStream(raw, sha));
    }

    private byte[] bytes(int count) throws IOException {
      position += count;
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new EOFException();
      }
      return bytes;
    }

    private int number() throws IOException {
      position += Integer.BYTES;
      return in.readInt();
    }

    private long longNumber() throws IOException {
      position += Long.BYTES;
      return in.readLong();
    }

    Standing header() throws IOException {
      if (!Arrays.equals(bytes(BackupFormat.MAGIC.length), BackupFormat.MAGIC)) {
        throw damaged("it does not begin as one");
      }
      int version = number();
      if (version != BackupFormat.VERSION) {
        throw damaged("its version " + version + " is not known");
      }
      return new Standing(longNumber(), longNumber(), longNumber(), longNumber());
    }

    /// Hands the rows out; returns how many.
    long frames(Rows rows) throws IOException {
      long count = 0;
      for (int length = number(); length != 0; length = number()) {
        if (length < 0 || length > MAX_FRAME) {
          throw damaged("a frame of " + length + " bytes");
        }
        int expected = number();
        byte[] payload = bytes(length);
        var crc = new CRC32C();
        crc.update(payload);
        if ((int) crc.getValue() != expected) {
          throw damaged("a frame before byte " + position + " fails its checksum");
        }
        count += split(payload, rows);
      }
      if (longNumber() != count) {
        throw damaged("rows are missing");
      }
      return count;
    }

    private long split(byte[] payload, Rows rows) throws IOException {
      long count = 0;
      try {
        for (var left = ByteBuffer.wrap(payload); left.hasRemaining(); count++) {
          byte[] key = new byte[left.getInt()];
          left.get(key);
          byte[] value = new byte[left.getInt()];
          left.get(value);
          rows.row(key, value);
        }
      } catch (BufferUnderflowException | NegativeArraySizeException torn) {
        throw damaged("a torn row before byte " + position);
      }
      return count;
    }

    void end(long size) throws IOException {
      for (byte padding : bytes(BackupFormat.padding(position))) {
        if (padding != 0) {
          throw damaged("no zeros at its end");
        }
      }
      if (position + BackupFormat.DIGEST_BYTES != size) {
        throw damaged("something follows its end");
      }
      if (!Arrays.equals(sha.digest(), raw.readNBytes(BackupFormat.DIGEST_BYTES))) {
        throw damaged("its SHA-256 is another");
      }
    }
  }
}
