package sampo.cli;

import bench.FanOut;
import bench.Generator;
import bench.KeepAlives;
import bench.Load;
import bench.Report;
import bench.Work;
import bench.Workload;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sampo bench`: the load generator.
@Command(
    name = "bench",
    description = {
      "Puts load on any etcd endpoint and shows how it bears it.",
      "Each client sends its next request when the last one is answered."
    },
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "put|range|txn|lease|watch")
public final class Bench implements Runnable {

  @Mixin private ClientOptions options = new ClientOptions();

  @Override
  public void run() {
    throw options.misuse("what load? put, range, txn, lease or watch");
  }

  @Command(
      name = "put",
      description = "Puts.",
      exitCodeOnInvalidInput = 128,
      mixinStandardHelpOptions = true)
  int put(
      @Mixin ClientOptions options,
      @Mixin LoadOptions load,
      @Mixin KeyOptions keys,
      @Mixin ValueOptions values)
      throws InterruptedException {
    return run(options, load, () -> Workload.put(keys.space(), values.bytes));
  }

  @Command(
      name = "txn",
      description = "Transactions of puts.",
      exitCodeOnInvalidInput = 128,
      mixinStandardHelpOptions = true)
  int txn(
      @Mixin ClientOptions options,
      @Mixin LoadOptions load,
      @Mixin KeyOptions keys,
      @Mixin ValueOptions values,
      @Option(
              names = "--txn-ops",
              paramLabel = "N",
              defaultValue = "1",
              description = "Puts in each transaction (default: ${DEFAULT-VALUE}).")
          int puts)
      throws InterruptedException {
    return run(options, load, () -> Workload.txn(keys.space(), values.bytes, puts));
  }

  @Command(
      name = "range",
      description = "Reads of one key, or of a range of keys.",
      exitCodeOnInvalidInput = 128,
      mixinStandardHelpOptions = true)
  int range(
      @Mixin ClientOptions options,
      @Mixin LoadOptions load,
      @Mixin KeyOptions keys,
      @Mixin RangeOptions ranges)
      throws InterruptedException {
    return run(options, load, () -> ranges.workload(keys.space()));
  }

  @Command(
      name = "lease",
      description = "Grants of leases, or keep-alives of a lease for each client.",
      exitCodeOnInvalidInput = 128,
      mixinStandardHelpOptions = true)
  int lease(
      @Mixin ClientOptions options,
      @Mixin LoadOptions load,
      @Option(names = "--keep-alive", description = "Keep leases alive instead of granting them.")
          boolean keepAlive,
      @Option(
              names = "--ttl",
              paramLabel = "S",
              defaultValue = "60",
              description = "Seconds of each lease (default: ${DEFAULT-VALUE}).")
          long ttlSeconds)
      throws InterruptedException {
    return run(
        options, load, () -> keepAlive ? new KeepAlives(ttlSeconds) : Workload.grant(ttlSeconds));
  }

  @Command(
      name = "watch",
      description = {
        "Events of one key to many watchers, which are the clients of this load.",
        "Latency is from a put to when a watcher has its event. Of puts that not all have heard of",
        "there are --puts at most, unless there is a --rate; --total counts puts."
      },
      exitCodeOnInvalidInput = 128,
      mixinStandardHelpOptions = true)
  int watch(
      @Mixin ClientOptions options,
      @Mixin LoadOptions loadOptions,
      @Mixin ValueOptions values,
      @Option(
              names = "--streams",
              paramLabel = "N",
              description = "Streams that the clients share (default: one for each connection).")
          @Nullable Integer streams,
      @Option(
              names = "--puts",
              paramLabel = "N",
              defaultValue = "1",
              description = "Puts under way at a time (default: 1).")
          int puts)
      throws InterruptedException {
    Load load = loadOptions.load(options);
    int shared = streams == null ? load.connections() : streams;
    return report(
        options, loadOptions, progress -> FanOut.run(load, shared, puts, values.bytes, progress));
  }

  private static int run(ClientOptions options, LoadOptions loadOptions, Supplier<Work> what)
      throws InterruptedException {
    Load load = loadOptions.load(options);
    Work work = work(options, what);
    return report(options, loadOptions, progress -> Generator.run(load, work, progress));
  }

  /// A run that shows how far it is.
  private interface Measured {
    Report run(Generator.Progress progress) throws InterruptedException;
  }

  private static int report(ClientOptions options, LoadOptions loadOptions, Measured measured)
      throws InterruptedException {
    ProgressBar bar = new ProgressBar(System.err);
    boolean showsProgress = loadOptions.showsProgress();
    Report report;
    try {
      report = measured.run(showsProgress ? bar : (_, _) -> {});
    } catch (IllegalArgumentException e) {
      throw options.misuse(String.valueOf(e.getMessage()));
    }
    if (showsProgress) {
      bar.clear();
    }
    System.out.println(
        switch (options.format()) {
          case simple -> report.text();
          case json -> report.json();
        });
    return report.failed() == 0 && report.succeeded() > 0 ? 0 : 1;
  }

  private static Work work(ClientOptions options, Supplier<Work> what) {
    try {
      return what.get();
    } catch (IllegalArgumentException e) {
      throw options.misuse(String.valueOf(e.getMessage()));
    }
  }

  /// How big values are.
  static final class ValueOptions {
    @Option(
        names = "--val-size",
        paramLabel = "BYTES",
        defaultValue = "256",
        description = "Bytes of each value (default: ${DEFAULT-VALUE}).")
    private int bytes;
  }
}
