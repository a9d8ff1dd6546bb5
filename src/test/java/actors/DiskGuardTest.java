package actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskGuardTest {

  private static final long MIB = 1 << 20;

  private final AtomicLong free = new AtomicLong(100 * MIB);
  private final AtomicInteger looks = new AtomicInteger();
  private final DiskGuard guard =
      new DiskGuard(
          10 * MIB,
          () -> {
            looks.incrementAndGet();
            return free.get();
          });

  @Test
  void writesAreAdmittedWhileTheReserveIsFree() {
    assertThat(guard.admits(1000)).isTrue();
    assertThat(guard.admits(5 * MIB)).isTrue();
  }

  @Test
  void nothingIsAdmittedThatWouldTouchTheReserve() {
    assertThat(guard.admits(90 * MIB)).isTrue();
    assertThat(guard.admits(90 * MIB + 1)).isFalse();
    free.set(10 * MIB);
    assertThat(guard.admits(0x10_0001)).isFalse();
    assertThat(guard.admits(1)).isFalse();
  }

  @Test
  void writesAreAdmittedAgainOnceThereIsRoom() {
    free.set(0);
    assertThat(guard.admits(1)).isFalse();
    assertThat(guard.admits(1)).isFalse();
    free.set(100 * MIB);
    assertThat(guard.admits(1)).isTrue();
  }

  @Test
  void theDiskIsAskedOncePerMebibyteAndNotForEachWrite() {
    for (int i = 0; i < 4 * 1024; i++) {
      assertThat(guard.admits(1024)).isTrue();
    }
    assertThat(looks).hasValueBetween(4, 6);
  }

  @Test
  void aRealDiskHasRoomForAByteAndNotForEverything(@TempDir Path directory) {
    assertThat(DiskGuard.of(directory, 0).admits(1)).isTrue();
    assertThat(DiskGuard.of(directory, Long.MAX_VALUE).admits(1)).isFalse();
  }
}
