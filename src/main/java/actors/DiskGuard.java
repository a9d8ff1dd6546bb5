package actors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Says no while the disk is nearly full.
///
/// LevelDB writes its log through a memory map: on a full disk the process would die of SIGBUS
/// instead of hearing of an error. So nobody may write once less than a reserve is left. Asks the
/// disk again after each part of what was left over has been admitted, not for every write.
///
/// Safe for use by many threads.
public final class DiskGuard {

  /// What is admitted between two looks at the disk is at most this part of the room seen, since
  /// LevelDB writes a byte more than once and others write too.
  private static final int PARTS = 16;

  private static final long MAX_CREDIT = 1 << 20;

  private final long reserve;
  private final LongSupplier free;
  private final AtomicLong credit = new AtomicLong();

  /// @param reserve bytes that must stay free
  /// @param free bytes that are free now
  public DiskGuard(long reserve, LongSupplier free) {
    this.reserve = reserve;
    this.free = free;
  }

  /// Guards the disk that holds an existing directory.
  ///
  /// @param reserve bytes that must stay free
  /// @throws UncheckedIOException if the disk cannot be asked
  public static DiskGuard of(Path directory, long reserve) {
    try {
      FileStore disk = Files.getFileStore(directory);
      return new DiskGuard(reserve, () -> usable(disk));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long usable(FileStore disk) {
    try {
      return disk.getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether `bytes` more may be written.
  public boolean admits(long bytes) {
    if (credit.addAndGet(-bytes) >= 0) {
      return true;
    }
    long room = free.getAsLong() - reserve;
    if (room < bytes) {
      return false;
    }
    credit.set(Math.min(room / PARTS, MAX_CREDIT));
    return true;
  }
}
