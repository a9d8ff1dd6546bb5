package sampo.cli;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which keys a command is about: one, a half-open range, a prefix, or all from one on.
final class Keys {

  private static final ByteString NUL = ByteString.copyFrom(new byte[1]);
  private static final int LAST_BYTE = 0xff;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key, or the first of a range.")
  private String key = "";

  @Parameters(
      index = "1",
      paramLabel = "END",
      arity = "0..1",
      description = "The end of the range, itself not in it.")
  private @Nullable String end;

  @Option(names = "--prefix", description = "All keys that begin with KEY.")
  private boolean prefix;

  @Option(names = "--from-key", description = "KEY and all keys after it.")
  private boolean fromKey;

  /// What etcd calls the key of a request.
  ByteString first() {
    return key.isEmpty() && (prefix || fromKey) ? NUL : ByteString.copyFromUtf8(key);
  }

  /// What etcd calls `range_end`: empty for a single key, one NUL byte for no end.
  ByteString rangeEnd() {
    if (prefix) {
      return afterPrefix(ByteString.copyFromUtf8(key));
    }
    if (fromKey) {
      return NUL;
    }
    return end == null ? ByteString.EMPTY : ByteString.copyFromUtf8(end);
  }

  /// @throws picocli.CommandLine.ParameterException if more than one range is asked for
  void requireOneRange(ClientOptions options) {
    if (prefix && fromKey) {
      throw options.misuse("--prefix and --from-key cannot be set at the same time, choose one");
    }
    if (end != null && (prefix || fromKey)) {
      throw options.misuse("too many arguments, only one KEY goes with --prefix or --from-key");
    }
  }

  /// The first key that no longer has the prefix.
  static ByteString afterPrefix(ByteString prefix) {
    int last = prefix.size() - 1;
    while (last >= 0 && (prefix.byteAt(last) & LAST_BYTE) == LAST_BYTE) {
      last--;
    }
    if (last < 0) {
      return NUL;
    }
    byte[] next = prefix.substring(0, last + 1).toByteArray();
    next[last]++;
    return ByteString.copyFrom(next);
  }
}
