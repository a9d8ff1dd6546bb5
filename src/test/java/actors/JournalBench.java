package actors;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import raft.Entry;
import raft.MemberId;

/// Measures the journal with the shipped settings on a real disk: `JournalBench
/// latency|throughput|fill|recover directory`.
final class JournalBench {

  private static final MemberId SELF = new MemberId(1);
  private static final DispatcherSelector RAFT =
      DispatcherSelector.fromConfig("sampo.dispatchers.raft");

  private final BlockingQueue<Raft.Message> raft = new ArrayBlockingQueue<>(1 << 16);
  private final Semaphore delivered = new Semaphore(0);
  private final CompletableFuture<ActorRef<Journal.Message>> front = new CompletableFuture<>();
  private final ActorSystem<Void> system;

  private JournalBench(Path directory, long lastApplied) {
    Config config =
        ConfigFactory.load(
            ConfigFactory.parseMap(
                    Map.of("sampo.data-dir", directory.toString(), "pekko.actor.provider", "local"))
                .withFallback(ConfigFactory.parseResources("application.conf")));
    var settings = JournalSettings.of(config);
    system =
        ActorSystem.create(
            Behaviors.setup(
                context -> {
                  ActorRef<Raft.Message> ear =
                      context.spawn(
                          Behaviors.receiveMessage(
                              message -> {
                                if (message instanceof Raft.Recovered) {
                                  raft.add(message);
                                }
                                return Behaviors.same();
                              }),
                          "raft",
                          RAFT);
                  var store =
                      context.spawn(
                          JournalStore.create(
                              settings, lastApplied, ear, JournalStore.Watcher.NONE),
                          "store",
                          RAFT);
                  Peers peers = (to, message) -> delivered.release();
                  front.complete(
                      context.spawn(Journal.create(settings, ear, peers, store), "journal", RAFT));
                  return Behaviors.empty();
                }),
            "bench",
            config);
  }

  public static void main(String[] args) throws InterruptedException {
    Path directory = Path.of(args[1]);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    var bench = new JournalBench(directory, args.length > 2 ? Long.parseLong(args[2]) : 0);
    long systemNanos = System.nanoTime() - start;
    long systemCpu = cpuNanos() - cpu;
    var recovered = (Raft.Recovered) bench.raft.take();
    System.out.printf(
        "recovered %d entries in memory after %d; actor system %d ms (%d ms cpu), journal %d ms"
            + " (%d ms cpu)%n",
        recovered.entries().size(),
        recovered.start().index(),
        systemNanos / 1_000_000,
        systemCpu / 1_000_000,
        (System.nanoTime() - start - systemNanos) / 1_000_000,
        (cpuNanos() - cpu - systemCpu) / 1_000_000);
    long last = recovered.start().index() + recovered.entries().size();
    switch (args[0]) {
      case "latency" -> bench.latency(last);
      case "throughput" -> bench.throughput(last);
      case "fill" -> bench.fill(last);
      case "recover" -> {}
      default -> throw new IllegalArgumentException(args[0]);
    }
    bench.system.terminate();
    bench.system.getWhenTerminated().toCompletableFuture().join();
  }

  private void latency(long from) throws InterruptedException {
    long last = from;
    for (int bytes : new int[] {256, 4096, 65536, 256, 4096, 65536}) {
      long[] nanos = new long[2000];
      for (int i = 0; i < nanos.length; i++) {
        Entry entry = JournalNode.entry(++last, 1, bytes);
        long start = System.nanoTime();
        write(List.of(entry));
        delivered.acquire();
        nanos[i] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      System.out.printf(
          "write of %d B: median %d us, p99 %d us%n",
          bytes, nanos[nanos.length / 2] / 1000, nanos[nanos.length * 99 / 100] / 1000);
    }
  }

  /// Writes of one entry, a thousand of them waiting at any time.
  private void throughput(long from) throws InterruptedException {
    long last = from;
    int window = 1000;
    delivered.release(window);
    for (int round = 0; round < 5; round++) {
      int writes = 200_000;
      long cpu = cpuNanos();
      long start = System.nanoTime();
      for (int i = 0; i < writes; i++) {
        delivered.acquire();
        write(List.of(JournalNode.entry(++last, 1, 300)));
      }
      double seconds = Duration.ofNanos(System.nanoTime() - start).toNanos() / 1e9;
      System.out.printf(
          "%d writes of one entry of 300 B: %.0f a second, %.1f us cpu each%n",
          writes, writes / seconds, (cpuNanos() - cpu) / 1000.0 / writes);
    }
    delivered.acquire(window);
  }

  /// 300 MB of log: a million entries in 15,625 events.
  private void fill(long from) throws InterruptedException {
    long last = from;
    long start = System.nanoTime();
    for (int event = 0; event < 15_625; event++) {
      var entries = new ArrayList<Entry>();
      for (int i = 0; i < 64; i++) {
        entries.add(JournalNode.entry(++last, 1, 300));
      }
      write(entries);
      delivered.acquire();
    }
    System.out.printf("filled to %d in %d ms%n", last, (System.nanoTime() - start) / 1_000_000);
  }

  private void write(List<Entry> entries) {
    front
        .join()
        .tell(
            new Journal.Write(
                null, entries, List.of(new Journal.Delivery(SELF, new Raft.TimeoutNow(SELF, 1)))));
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
