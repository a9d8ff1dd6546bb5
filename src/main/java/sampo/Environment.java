package sampo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import sampo.Spelling.Flag;

/// Flags from the environment: `ETCD_DATA_DIR` is `--data-dir` (etcd: "Configuration options"). A
/// variable that is empty is not set.
///
/// @param variables the environment
record Environment(Map<String, String> variables) implements IDefaultValueProvider {

  private static final String CONFIG_FILE = "config-file";

  /// Of etcd, but none of its flags.
  private static final Set<String> NO_FLAGS = Set.of("ETCD_VERSION", "ETCD_UNSUPPORTED_ARCH");

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    if (!flag(option).equals(CONFIG_FILE) && isSet(Spelling.variable(CONFIG_FILE))) {
      return null;
    }
    var values = values(option);
    return values.isEmpty() ? null : String.join(",", values);
  }

  /// A flag set in both places is a mistake nobody should have to find later.
  ///
  /// @throws InvalidSettings if a flag of the command line is also in the environment
  void requireNoConflict(ParseResult commandLine) {
    for (OptionSpec option : commandLine.matchedOptionsSet()) {
      variablesOf(option)
          .filter(this::isSet)
          .findFirst()
          .ifPresent(
              variable -> {
                throw new InvalidSettings(
                    "conflicting environment variable: %s is shadowed by --%s, unset one of them"
                        .formatted(variable, flag(option)));
              });
    }
  }

  /// Variables that look like a flag of a command and are none.
  List<String> unknown(CommandSpec command) {
    Set<String> known =
        command.options().stream().flatMap(Environment::variablesOf).collect(Collectors.toSet());
    return variables.keySet().stream()
        .filter(name -> name.startsWith("ETCD_") && isSet(name))
        .filter(name -> !known.contains(name) && !NO_FLAGS.contains(name))
        .sorted()
        .toList();
  }

  private List<String> values(OptionSpec option) {
    List<String> values = new ArrayList<>();
    Spelling.namesOf(flag(option))
        .forEach(
            name -> {
              String value = variables.get(Spelling.variable(name));
              if (value != null && !value.isEmpty()) {
                values.add(String.valueOf(Spelling.today(new Flag(name, value)).value()));
              }
            });
    return values;
  }

  private boolean isSet(String variable) {
    return !variables.getOrDefault(variable, "").isEmpty();
  }

  private static Stream<String> variablesOf(OptionSpec option) {
    return option.usageHelp() || option.versionHelp()
        ? Stream.of()
        : Spelling.namesOf(flag(option)).map(Spelling::variable);
  }

  private static String flag(OptionSpec option) {
    return option.longestName().substring(2);
  }
}
