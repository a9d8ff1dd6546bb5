package sampo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Stack;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import sampo.settings.IntegritySettings.Gate;

/// The ways to write a flag: Go takes one dash for two, and etcd up to 3.6 calls some of its flags
/// `--experimental-...`; of those, some became feature gates.
final class Spelling implements IParameterPreprocessor {

  static final String GATES = "feature-gates";

  private static final String EXPERIMENTAL = "experimental-";

  /// What is still called so without the prefix.
  private static final Set<String> RENAMED =
      Set.of(
          "backend-bbolt-freelist-type",
          "bootstrap-defrag-threshold-megabytes",
          "compact-hash-check-time",
          "compaction-batch-limit",
          "compaction-sleep-interval",
          "corrupt-check-time",
          "distributed-tracing-address",
          "distributed-tracing-instance-id",
          "distributed-tracing-sampling-rate",
          "distributed-tracing-service-name",
          "downgrade-check-time",
          "enable-distributed-tracing",
          "enable-v2v3",
          "max-learners",
          "memory-mlock",
          "peer-skip-client-san-verification",
          "snapshot-catchup-entries",
          "warning-apply-duration",
          "warning-unary-request-duration",
          "watch-progress-notify-interval");

  private static final Map<String, Gate> BECAME_GATES =
      Map.of(
          "experimental-stop-grpc-service-on-defrag", Gate.StopGRPCServiceOnDefrag,
          "experimental-initial-corrupt-check", Gate.InitialCorruptCheck,
          "experimental-compact-hash-check-enabled", Gate.CompactHashCheck,
          "experimental-enable-lease-checkpoint", Gate.LeaseCheckpoint,
          "experimental-enable-lease-checkpoint-persist", Gate.LeaseCheckpointPersist,
          "experimental-set-member-localaddr", Gate.SetMemberLocalAddr,
          "experimental-txn-mode-write-with-shared-buffer", Gate.TxnModeWriteWithSharedBuffer);

  /// A flag as its command knows it.
  ///
  /// @param name without dashes
  /// @param value null if none was given
  record Flag(String name, @Nullable String value) {

    String asArgument() {
      return "--" + name + (value == null ? "" : "=" + value);
    }
  }

  /// What a flag is called today.
  static Flag today(Flag written) {
    Gate gate = BECAME_GATES.get(written.name);
    if (gate != null) {
      String value = written.value;
      return new Flag(GATES, gate + "=" + (value == null ? "true" : value));
    }
    String bare = written.name.replaceFirst("^" + EXPERIMENTAL, "");
    return RENAMED.contains(bare) ? new Flag(bare, written.value) : written;
  }

  /// All names that a flag has had.
  static Stream<String> namesOf(String flag) {
    Stream<String> earlier =
        flag.equals(GATES)
            ? BECAME_GATES.keySet().stream().sorted()
            : Stream.of(EXPERIMENTAL + flag).filter(_ -> RENAMED.contains(flag));
    return Stream.concat(Stream.of(flag), earlier);
  }

  /// The environment variable of a flag: `ETCD_DATA_DIR` of `data-dir`.
  static String variable(String flag) {
    return "ETCD_" + flag.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  @Override
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    Set<String> known =
        command.options().stream()
            .flatMap(option -> Arrays.stream(option.names()))
            .filter(name -> name.startsWith("--"))
            .map(name -> name.substring(2))
            .collect(Collectors.toSet());
    arguments.replaceAll(written -> rewritten(written, known));
    return false;
  }

  private static String rewritten(String argument, Set<String> known) {
    if (!argument.startsWith("-")) {
      return argument;
    }
    String bare = argument.substring(argument.startsWith("--") ? 2 : 1);
    int equals = bare.indexOf('=');
    String name = equals < 0 ? bare : bare.substring(0, equals);
    Flag today = today(new Flag(name, equals < 0 ? null : bare.substring(equals + 1)));
    return known.contains(today.name()) ? today.asArgument() : argument;
  }
}
