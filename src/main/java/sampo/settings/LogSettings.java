package sampo.settings;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sampo.InvalidSettings;

/// What is logged, how and where. What is null or empty stays as logback's configuration has it.
///
/// @param level of Sampo's own packages (`--log-level`)
/// @param format of a line (`--log-format`)
/// @param outputs `stderr`, `stdout` or files (`--log-outputs`)
public record LogSettings(@Nullable Level level, @Nullable Format format, List<String> outputs) {

  /// How much is logged; etcd's `panic` and `fatal` are errors here.
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /// @throws InvalidSettings if etcd has no such level
    public static Level of(String flag) {
      return switch (flag.toLowerCase(Locale.ROOT)) {
        case "debug" -> DEBUG;
        case "info" -> INFO;
        case "warn", "warning" -> WARN;
        case "error", "dpanic", "panic", "fatal" -> ERROR;
        default ->
            throw new InvalidSettings(
                "--log-level is debug, info, warn, error, panic or fatal, not \"%s\""
                    .formatted(flag));
      };
    }
  }

  /// How a line looks.
  public enum Format {
    CONSOLE,
    JSON;

    /// @throws InvalidSettings if it is neither `console` nor `json`
    public static Format of(String flag) {
      return switch (flag) {
        case "console" -> CONSOLE;
        case "json" -> JSON;
        default ->
            throw new InvalidSettings("--log-format is json or console, not \"" + flag + "\"");
      };
    }
  }

  public LogSettings {
    outputs = List.copyOf(outputs);
  }

  /// Whether nothing was said.
  public boolean isSilent() {
    return level == null && format == null && outputs.isEmpty();
  }
}
