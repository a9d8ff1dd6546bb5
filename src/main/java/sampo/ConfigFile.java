package sampo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import sampo.Spelling.Flag;

/// A file of settings as etcd has it, in YAML or JSON (etcd: `etcd.conf.yml.sample`): keys are the
/// names of flags, times are numbers of nanoseconds, and TLS has a map for each side, sockets one.
///
/// @param file where it is
/// @param command knows the flags
record ConfigFile(Path file, CommandSpec command) {

  /// Nobody writes more by hand.
  private static final int LARGEST_BYTES = 1 << 20;

  /// Keys that are called otherwise than their flags.
  private static final Map<String, String> FLAGS =
      Map.of("experimental-snapshot-catch-up-entries", "snapshot-catchup-entries");

  private static final Map<String, String> CLIENT_TLS =
      Map.of("allowed-hostname", "client-cert-allowed-hostname");

  private static final Map<String, String> PEER_TLS =
      Map.of(
          "allowed-cn", "peer-cert-allowed-cn",
          "allowed-hostname", "peer-cert-allowed-hostname",
          "skip-client-san-verification", "peer-skip-client-san-verification",
          "client-crl-file", "peer-crl-file");

  /// What the file says, as the flags that say the same.
  ///
  /// @throws InvalidSettings if it cannot be read, or is not of that form
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    load()
        .forEach(
            (key, value) -> {
              switch (String.valueOf(key)) {
                case "client-transport-security" -> addAll(arguments, map(key, value), "");
                case "peer-transport-security" -> addAll(arguments, map(key, value), "peer-");
                case "discovery-config" -> addAll(arguments, map(key, value), "discovery-");
                case "socket-options" -> addAll(arguments, map(key, value), "socket-");
                case String flag -> add(arguments, FLAGS.getOrDefault(flag, flag), value);
              }
            });
    return arguments;
  }

  private Map<?, ?> load() {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new InvalidSettings(file + " is too large for a file of settings");
      }
      var options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      Object loaded = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
      return loaded == null ? Map.of() : map(file, loaded);
    } catch (NoSuchFileException missing) {
      throw new InvalidSettings(file + " does not exist");
    } catch (IOException | YAMLException malformed) {
      String why = String.valueOf(malformed.getMessage()).strip().replaceAll("\\s+", " ");
      throw new InvalidSettings("%s: %s".formatted(file, why));
    }
  }

  private Map<?, ?> map(Object key, @Nullable Object value) {
    return switch (value) {
      case null -> Map.of();
      case Map<?, ?> map -> map;
      default -> throw new InvalidSettings("%s: %s is not a map".formatted(file, key));
    };
  }

  private void addAll(List<String> arguments, Map<?, ?> keys, String prefix) {
    Map<String, String> named = prefix.equals("peer-") ? PEER_TLS : CLIENT_TLS;
    keys.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          add(arguments, named.getOrDefault(name, prefix + name), value);
        });
  }

  private void add(List<String> arguments, String key, @Nullable Object value) {
    String text = text(key, value);
    if (!text.isEmpty()) {
      arguments.add(Spelling.today(new Flag(key, text)).asArgument());
    }
  }

  private String text(String key, @Nullable Object value) {
    return switch (value) {
      case null -> "";
      case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(","));
      case Map<?, ?> _ -> throw new InvalidSettings("%s: %s is a map".formatted(file, key));
      case Number number when isTime(key) -> number + "ns";
      default -> value.toString();
    };
  }

  private boolean isTime(String key) {
    OptionSpec option = command.findOption("--" + Spelling.today(new Flag(key, "")).name());
    return option != null && option.type().equals(Duration.class);
  }
}
