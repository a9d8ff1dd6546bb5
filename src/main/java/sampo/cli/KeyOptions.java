package sampo.cli;

import bench.KeySpace;
import picocli.CommandLine.Option;

/// Which keys a load is about.
final class KeyOptions {

  @Option(
      names = "--key-size",
      paramLabel = "BYTES",
      defaultValue = "16",
      description = "Bytes of each key (default: ${DEFAULT-VALUE}).")
  private int keyBytes;

  @Option(
      names = "--key-space-size",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many keys there are (default: ${DEFAULT-VALUE}).")
  private long keys;

  @Option(names = "--sequential-keys", description = "Take keys in turn, not at random.")
  private boolean sequential;

  /// @throws IllegalArgumentException if the keys do not fit their size
  KeySpace space() {
    return KeySpace.of(keys, keyBytes, sequential);
  }
}
