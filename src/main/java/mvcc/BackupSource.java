package mvcc;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A copy of a store on its way out ([BackupFormat]), in pieces of some 32 KiB; a piece with a
/// larger row is as large as that. Consistent: all of it is as it stood at one applied entry.
///
/// For one thread at a time, any. To be closed, whether or not it was read to its end.
public final class BackupSource implements AutoCloseable {

  /// What the next piece is.
  private enum Part {
    HEADER,
    REVISIONS,
    TABLES,
    END,
    DIGEST,
    NOTHING
  }

  private final Backend.Cursor rows;
  private final MessageDigest sha = sha256();
  private final Standing standing;
  private final Payload payload = new Payload();
  private Part part = Part.HEADER;
  private long length;

  BackupSource(Backend.Cursor rows) {
    this.rows = rows;
    this.standing = standing(rows);
  }

  private static Standing standing(Backend.Cursor rows) {
    var found = new Standing[] {Standing.FRESH};
    rows.seek(RowKey.STANDING);
    rows.visit(
        (row, value) -> {
          if (Arrays.equals(row, RowKey.STANDING)) {
            found[0] = Standing.of(value);
          }
          return false;
        });
    return found[0];
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }

  /// The revision of the store in this copy.
  public long revision() {
    return standing.revision();
  }

  /// The next piece; null behind the last, which is the SHA-256 of all others.
  public byte @Nullable [] next() {
    return switch (part) {
      case HEADER -> {
        rows.seek(RowKey.FIRST_REVISION);
        part = Part.REVISIONS;
        yield counted(header());
      }
      case REVISIONS -> frameOr(Part.TABLES);
      case TABLES -> frameOr(Part.END);
      case END -> {
        part = Part.DIGEST;
        yield counted(end());
      }
      case DIGEST -> {
        part = Part.NOTHING;
        yield sha.digest();
      }
      case NOTHING -> null;
    };
  }

  /// Whether the piece to come is the last.
  public boolean isAtDigest() {
    return part == Part.DIGEST;
  }

  private byte @Nullable [] frameOr(Part then) {
    rows.visit(payload);
    if (payload.isEmpty()) {
      if (then == Part.TABLES) {
        rows.seek(RowKey.FIRST_TABLE);
      }
      part = then;
      return next();
    }
    return counted(payload.frame());
  }

  private byte[] counted(byte[] piece) {
    sha.update(piece);
    length += piece.length;
    return piece;
  }

  private byte[] header() {
    return bytes(
        out -> {
          out.write(BackupFormat.MAGIC);
          out.writeInt(BackupFormat.VERSION);
          out.writeLong(standing.revision());
          out.writeLong(standing.compactRevision());
          out.writeLong(standing.appliedIndex());
          out.writeLong(standing.appliedTerm());
        });
  }

  private byte[] end() {
    return bytes(
        out -> {
          out.writeInt(0);
          out.writeLong(payload.count);
          out.write(new byte[BackupFormat.padding(length + Integer.BYTES + Long.BYTES)]);
        });
  }

  /// Rows on their way into a frame.
  private final class Payload implements Backend.Visitor {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private long count;

    @Override
    public boolean visit(byte[] row, byte[] value) {
      boolean wanted =
          part == Part.REVISIONS ? RowKey.isRevision(row) : row[0] == RowKey.FIRST_TABLE[0];
      if (!wanted) {
        return false;
      }
      try {
        out.writeInt(row.length);
        out.write(row);
        out.writeInt(value.length);
        out.write(value);
      } catch (IOException inMemory) {
        throw new UncheckedIOException(inMemory);
      }
      count++;
      return bytes.size() < BackupFormat.FRAME_BYTES;
    }

    boolean isEmpty() {
      return bytes.size() == 0;
    }

    byte[] frame() {
      byte[] rows = bytes.toByteArray();
      bytes.reset();
      var crc = new CRC32C();
      crc.update(rows);
      return bytes(
          frame -> {
            frame.writeInt(rows.length);
            frame.writeInt((int) crc.getValue());
            frame.write(rows);
          });
    }
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    rows.close();
  }
}
