package metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the operating system says of this process: `process_*` and `os_fd_*`.
public final class ProcessMetrics {

  private static final Path MEMORY = Path.of("/proc/self/statm");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final int PAGE_BYTES = 4096;

  private ProcessMetrics() {}

  /// Registers what this platform can tell.
  public static void register(Metrics metrics) {
    var runtime = ManagementFactory.getRuntimeMXBean();
    double startSeconds = runtime.getStartTime() / 1e3;
    metrics.gauge(
        "process_start_time_seconds",
        "When the process started, in seconds since 1970.",
        () -> startSeconds);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      registerUnix(metrics, unix);
    }
    if (Files.isReadable(MEMORY)) {
      double mostBytes = addressSpaceLimit();
      metrics.gauge(
          "process_virtual_memory_max_bytes",
          "Address space that may be used; -1 for any.",
          () -> mostBytes);
      metrics.gauge("process_virtual_memory_bytes", "Address space in use.", () -> memory(0));
      metrics.gauge("process_resident_memory_bytes", "Physical memory in use.", () -> memory(1));
    }
  }

  private static void registerUnix(Metrics metrics, UnixOperatingSystemMXBean unix) {
    metrics.counter(
        "process_cpu_seconds_total", "CPU time used.", () -> unix.getProcessCpuTime() / 1e9);
    metrics.gauge("process_open_fds", "Open file descriptors.", unix::getOpenFileDescriptorCount);
    metrics.gauge(
        "process_max_fds", "File descriptors that may be open.", unix::getMaxFileDescriptorCount);
    metrics.gauge("os_fd_used", "Open file descriptors.", unix::getOpenFileDescriptorCount);
    metrics.gauge(
        "os_fd_limit", "File descriptors that may be open.", unix::getMaxFileDescriptorCount);
  }

  /// Linux's limit of the address space in bytes; -1 for none, NaN when it cannot be read.
  private static double addressSpaceLimit() {
    try {
      return Files.readAllLines(LIMITS).stream()
          .filter(line -> line.startsWith("Max address space"))
          .map(line -> line.split("\\s+", -1)[3])
          .mapToDouble(limit -> limit.equals("unlimited") ? -1 : Double.parseDouble(limit))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException unreadable) {
      return Double.NaN;
    }
  }

  /// A field of Linux's `statm`, which counts in pages; NaN when it cannot be read.
  private static double memory(int field) {
    try {
      return Double.parseDouble(Files.readString(MEMORY).split(" ", -1)[field]) * PAGE_BYTES;
    } catch (IOException unreadable) {
      return Double.NaN;
    }
  }
}
