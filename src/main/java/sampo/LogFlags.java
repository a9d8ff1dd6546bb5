package sampo;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sampo.settings.LogSettings;

/// What is logged, how and where.
final class LogFlags {

  @Option(
      names = "--log-level",
      paramLabel = "debug|info|warn|error",
      description = "How much is logged (default: info).")
  private @Nullable String level;

  @Option(
      names = "--log-format",
      paramLabel = "console|json",
      description = "How a line of the log looks (default: console).")
  private @Nullable String format;

  @Option(
      names = "--log-outputs",
      paramLabel = "stderr|stdout|FILE[,...]",
      split = ",",
      description = "Where the log goes (default: stderr).")
  private @Nullable List<String> outputs;

  LogSettings settings() {
    return new LogSettings(
        level == null ? null : LogSettings.Level.of(level),
        format == null ? null : LogSettings.Format.of(format),
        outputs == null ? List.of() : outputs);
  }
}
