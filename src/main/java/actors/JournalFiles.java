package actors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Looks at the write-ahead log of LevelDB before LevelDB does, which forgives too much: it drops a
/// record that fails its checksum, and what follows in the block, without a word.
///
/// A write that a power failure tore was never promised to anyone; it can only be the last one, and
/// parts of it are still zero. Any other damage is of something that was promised.
///
/// The layout is that of LevelDB's `doc/log_format.md`: blocks of 32 KiB, fragments of records with
/// a header of checksum, length and type. The file is longer than its content, with zeros behind.
final class JournalFiles {

  private static final int BLOCK = 32 * 1024;
  private static final int HEADER = 7;
  private static final int SECTOR = 512;
  private static final int CRC_MASK_DELTA = 0xa282ead8;

  /// Types of fragments: a whole record, or its first, middle and last part.
  private static final int FULL = 1;

  private static final int FIRST = 2;
  private static final int LAST = 4;

  private JournalFiles() {}

  /// Makes the directory if there is none, durably; else checks the logs in it.
  ///
  /// @throws JournalDamaged if a log is damaged where no power failure could have
  static void prepare(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      createDirectory(directory.toAbsolutePath());
      return;
    }
    List<Path> logs;
    try (Stream<Path> files = Files.list(directory)) {
      // Numbered with leading zeros: the last of them is the one being written.
      logs = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
    for (Path log : logs) {
      check(log, log.equals(logs.getLast()));
    }
  }

  private static void createDirectory(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      createDirectory(parent);
    }
    Files.createDirectories(directory);
    if (parent != null) {
      try (FileChannel channel = FileChannel.open(parent)) {
        channel.force(true);
      }
    }
  }

  private static void check(Path log, boolean newest) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      var scan = new Scan();
      for (long offset = 0; offset < channel.size(); offset += BLOCK) {
        var block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        while (block.hasRemaining() && channel.read(block, offset + block.position()) > 0) {}
        scan.block(offset, block.flip());
      }
      boolean harmless =
          switch (scan.kind) {
            case WHOLE, UNWRITTEN -> true;
            case TORN -> newest;
            case ROTTEN -> false;
          };
      if (!harmless) {
        throw new JournalDamaged(
            "the record at byte "
                + scan.damagedAt
                + " of "
                + log.getFileName()
                + " is not what was written");
      }
    }
  }

  /// What is the first place that cannot be read.
  private enum Kind {
    WHOLE,
    /// Zeros: nothing was written there.
    UNWRITTEN,
    /// Parts are zero, as a power failure leaves a write.
    TORN,
    /// Bits have changed, or the log goes on behind.
    ROTTEN
  }

  /// One pass over a log.
  private static final class Scan {

    private Kind kind = Kind.WHOLE;
    private long damagedAt;
    private ByteBuffer block = ByteBuffer.allocate(0);

    void block(long offset, ByteBuffer next) {
      block = next;
      int at = 0;
      while (at >= 0 && at + HEADER <= block.limit()) {
        if (isWhole(at)) {
          if (kind != Kind.WHOLE && (type(at) == FULL || type(at) == FIRST)) {
            // Each write is durable before the next begins, so the damaged one was promised.
            kind = Kind.ROTTEN;
          }
          at += HEADER + length(at);
        } else {
          if (kind == Kind.WHOLE) {
            kind = kindOf(at);
            damagedAt = offset + at;
          }
          at = nextWhole(at + 1);
        }
      }
    }

    private Kind kindOf(int at) {
      if (block.getInt(at) == 0 && length(at) == 0 && type(at) == 0) {
        return Kind.UNWRITTEN;
      }
      if (isWholeButForOneBitOfHeader(at)) {
        return Kind.ROTTEN;
      }
      if (length(at) == 0 && type(at) == 0) {
        return Kind.TORN;
      }
      int end = at + HEADER + length(at);
      if (end > block.limit()) {
        return block.limit() < BLOCK ? Kind.TORN : Kind.ROTTEN;
      }
      return hasZeroSector(at, end) || isZero(Math.max(at, end - Long.BYTES), end)
          ? Kind.TORN
          : Kind.ROTTEN;
    }

    private boolean hasZeroSector(int from, int end) {
      int at = from;
      while (at < end) {
        int sectorEnd = Math.min(end, (at / SECTOR + 1) * SECTOR);
        if (isZero(at, sectorEnd)) {
          return true;
        }
        at = sectorEnd;
      }
      return false;
    }

    private boolean isZero(int from, int end) {
      for (int i = from; i < end; i++) {
        if (block.get(i) != 0) {
          return false;
        }
      }
      return true;
    }

    private boolean isWholeButForOneBitOfHeader(int at) {
      for (int bit = 0; bit < HEADER * Byte.SIZE; bit++) {
        int place = at + bit / Byte.SIZE;
        byte original = block.get(place);
        block.put(place, (byte) (original ^ 1 << bit % Byte.SIZE));
        boolean whole = isWhole(at);
        block.put(place, original);
        if (whole) {
          return true;
        }
      }
      return false;
    }

    private int nextWhole(int from) {
      for (int at = from; at + HEADER <= block.limit(); at++) {
        if (isWhole(at)) {
          return at;
        }
      }
      return -1;
    }

    private boolean isWhole(int at) {
      if (type(at) < FULL || type(at) > LAST || at + HEADER + length(at) > block.limit()) {
        return false;
      }
      var crc = new CRC32C();
      crc.update(block.slice(at + HEADER - 1, 1 + length(at)));
      int value = (int) crc.getValue();
      return block.getInt(at) == Integer.rotateRight(value, 15) + CRC_MASK_DELTA;
    }

    private int length(int at) {
      return Short.toUnsignedInt(block.getShort(at + Integer.BYTES));
    }

    private int type(int at) {
      return Byte.toUnsignedInt(block.get(at + HEADER - 1));
    }
  }
}
