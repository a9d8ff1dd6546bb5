package sampo;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Flags from the environment: `ETCD_DATA_DIR` is `--data-dir` (etcd: "Configuration options").
///
/// @param variables the environment
record Environment(Map<String, String> variables) implements IDefaultValueProvider {

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option ? variables.get(variable(option)) : null;
  }

  /// A flag set in both places is a mistake nobody should have to find later.
  ///
  /// @throws InvalidSettings if a flag of the command line is also in the environment
  void requireNoConflict(ParseResult commandLine) {
    for (OptionSpec option : commandLine.matchedOptionsSet()) {
      if (variables.containsKey(variable(option))) {
        throw new InvalidSettings(
            "environment variable %s and %s are both set: unset one"
                .formatted(variable(option), option.longestName()));
      }
    }
  }

  private static String variable(OptionSpec option) {
    return "ETCD_" + option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
