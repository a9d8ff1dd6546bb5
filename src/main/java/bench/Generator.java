package bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/// Runs a workload under a load.
public final class Generator {

  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(15);

  /// Told a few times a second how far the run is, between 0 and 1.
  public interface Progress {
    void at(double done, boolean warming);
  }

  private final Load load;
  private final Work work;
  private final Progress progress;
  private final Run run;

  private Generator(Load load, Work work, Progress progress) {
    this.load = load;
    this.work = work;
    this.progress = progress;
    this.run = new Run(load);
  }

  /// Runs the load to its end.
  ///
  /// @throws InterruptedException if this thread is told to give up
  public static Report run(Load load, Work work, Progress progress) throws InterruptedException {
    return new Generator(load, work, progress).run();
  }

  private Report run() throws InterruptedException {
    Connections connections = new Connections(load);
    try {
      long startNanos = System.nanoTime();
      long startCpuNanos = cpuNanos();
      start(connections);
      if (!load.warmup().isZero()) {
        waitFor(load.warmup().toNanos(), true);
        startNanos = System.nanoTime();
        startCpuNanos = cpuNanos();
        run.measure();
      }
      waitFor(load.longest().toNanos(), false);
      run.end();
      run.awaitIdle(LAST_ANSWERS_NANOS);
      return new Report(
          work.name(),
          load.connections(),
          load.clients(),
          (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1),
          connections.micros(),
          connections.failures(),
          (cpuNanos() - startCpuNanos) / (double) TimeUnit.MICROSECONDS.toNanos(1));
    } finally {
      connections.close();
    }
  }

  private void start(Connections connections) {
    for (int i = 0; i < load.clients(); i++) {
      int its = i % load.connections();
      switch (work) {
        case Workload workload ->
            new Client(
                    run,
                    workload,
                    connections.channel(its),
                    connections.loops(),
                    connections.tally(its))
                .next();
        case KeepAlives leases ->
            new LeaseHolder(
                    run,
                    leases,
                    connections.channel(its),
                    connections.loops(),
                    connections.tally(its))
                .begin();
      }
    }
  }

  /// Waits for the end of a phase and shows how far it is.
  private void waitFor(long longestNanos, boolean warming) throws InterruptedException {
    long startNanos = System.nanoTime();
    for (long passed = 0; passed < longestNanos; passed = System.nanoTime() - startNanos) {
      if (run.awaitExhausted(Math.min(PROGRESS_NANOS, longestNanos - passed))) {
        break;
      }
      double sent = warming ? 0 : 1 - (double) run.left() / load.total();
      progress.at(Math.max(sent, (double) passed / longestNanos), warming);
    }
  }

  static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
