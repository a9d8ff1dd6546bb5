package sampo.cli;

import bench.Generator;
import bench.Load;
import bench.Report;
import bench.Workload;
import java.util.function.Supplier;
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
    synopsisSubcommandLabel = "put|range|txn")
public final class Bench implements Runnable {

  @Mixin private ClientOptions options = new ClientOptions();

  @Override
  public void run() {
    throw options.misuse("what load? put, range or txn");
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

  private static int run(ClientOptions options, LoadOptions loadOptions, Supplier<Workload> what)
      throws InterruptedException {
    Load load = loadOptions.load(options);
    Workload workload = workload(options, what);
    ProgressBar bar = new ProgressBar(System.err);
    boolean showsProgress = loadOptions.showsProgress();
    Report report = Generator.run(load, workload, showsProgress ? bar : (_, _) -> {});
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

  private static Workload workload(ClientOptions options, Supplier<Workload> what) {
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
