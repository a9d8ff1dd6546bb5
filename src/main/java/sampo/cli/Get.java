package sampo.cli;

import etcdserverpb.KVGrpc;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortOrder;
import etcdserverpb.RangeRequest.SortTarget;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sampo get`.
@Command(
    name = "get",
    description = "Shows a key or a range of keys.",
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true)
public final class Get implements Callable<Integer> {

  /// What is shown of a range.
  enum Show {
    PAIRS,
    KEYS,
    VALUES,
    COUNT
  }

  @Mixin private ClientOptions options = new ClientOptions();
  @Mixin private Keys keys = new Keys();

  @Option(names = "--rev", paramLabel = "REVISION", description = "The store at this revision.")
  private long revision;

  @Option(names = "--limit", paramLabel = "N", description = "At most N pairs.")
  private long limit;

  @Option(
      names = "--order",
      paramLabel = "ASCEND|DESCEND",
      defaultValue = "",
      description = "Order of the result.")
  private String order = "";

  @Option(
      names = "--sort-by",
      paramLabel = "CREATE|KEY|MODIFY|VALUE|VERSION",
      defaultValue = "",
      description = "Field the order is by.")
  private String sortBy = "";

  @Option(
      names = "--consistency",
      paramLabel = "l|s",
      defaultValue = "l",
      description = "Linearizable, or serializable: faster, may be stale (default: l).")
  private String consistency = "";

  @Option(names = "--keys-only", description = "Only the keys.")
  private boolean keysOnly;

  @Option(names = "--count-only", description = "Only how many there are.")
  private boolean countOnly;

  @Option(names = "--print-value-only", description = "Only the values.")
  private boolean valuesOnly;

  @Override
  public Integer call() {
    keys.requireOneRange(options);
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(keys.first())
            .setRangeEnd(keys.rangeEnd())
            .setRevision(revision)
            .setLimit(limit)
            .setSortOrder(sortOrder())
            .setSortTarget(sortTarget())
            .setSerializable(serializable())
            .setKeysOnly(keysOnly)
            .setCountOnly(countOnly)
            .build();
    try (Connection cluster = options.connect()) {
      options.output().get(cluster.read(KVGrpc.getRangeMethod(), request), show());
    }
    return 0;
  }

  private Show show() {
    if (countOnly) {
      return Show.COUNT;
    }
    if (keysOnly) {
      return Show.KEYS;
    }
    return valuesOnly ? Show.VALUES : Show.PAIRS;
  }

  private boolean serializable() {
    return switch (consistency) {
      case "l" -> false;
      case "s" -> true;
      default -> throw options.misuse("unknown consistency flag \"%s\"".formatted(consistency));
    };
  }

  private SortOrder sortOrder() {
    return switch (order.toUpperCase(Locale.ROOT)) {
      case "" -> sortBy.isEmpty() ? SortOrder.NONE : SortOrder.ASCEND;
      case "ASCEND" -> SortOrder.ASCEND;
      case "DESCEND" -> SortOrder.DESCEND;
      default -> throw options.misuse("bad sort order %s".formatted(order));
    };
  }

  private SortTarget sortTarget() {
    return switch (sortBy.toUpperCase(Locale.ROOT)) {
      case "", "KEY" -> SortTarget.KEY;
      case "CREATE" -> SortTarget.CREATE;
      case "MODIFY" -> SortTarget.MOD;
      case "VALUE" -> SortTarget.VALUE;
      case "VERSION" -> SortTarget.VERSION;
      default -> throw options.misuse("bad sort target %s".formatted(sortBy));
    };
  }
}
