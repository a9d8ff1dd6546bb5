package sampo.cli;

import bench.KeySpace;
import bench.Workload;
import com.google.protobuf.ByteString;
import etcdserverpb.RangeRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a load of reads reads.
final class RangeOptions {

  private static final ByteString NUL = ByteString.copyFrom(new byte[1]);

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      arity = "0..1",
      description = "The key to read; without it, one of the key space at random.")
  private @Nullable String key;

  @Parameters(
      index = "1",
      paramLabel = "END",
      arity = "0..1",
      description = "The end of the range to read.")
  private @Nullable String end;

  @Option(
      names = "--consistency",
      paramLabel = "l|s",
      defaultValue = "l",
      description = "Linearizable or serializable (default: l).")
  private String consistency = "";

  @Option(names = "--from-key", description = "Read all keys from this one on.")
  private boolean fromKey;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "At most N pairs.")
  private long limit;

  @Option(names = "--count-only", description = "Only how many there are.")
  private boolean countOnly;

  @Option(names = "--keys-only", description = "Only the keys.")
  private boolean keysOnly;

  /// @throws IllegalArgumentException if an option is wrong
  Workload workload(KeySpace space) {
    RangeRequest.Builder shape =
        RangeRequest.newBuilder()
            .setLimit(limit)
            .setCountOnly(countOnly)
            .setKeysOnly(keysOnly)
            .setSerializable(serializable());
    if (fromKey) {
      shape.setRangeEnd(NUL);
    } else if (end != null) {
      shape.setRangeEnd(ByteString.copyFromUtf8(end));
    }
    return key == null
        ? Workload.range(space, shape.build())
        : Workload.sameRange(shape.setKey(ByteString.copyFromUtf8(key)).build());
  }

  private boolean serializable() {
    return switch (consistency) {
      case "l" -> false;
      case "s" -> true;
      default ->
          throw new IllegalArgumentException(
              "unknown consistency flag \"%s\"".formatted(consistency));
    };
  }
}
