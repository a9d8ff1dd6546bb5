package sampo.settings;

import java.time.Duration;
import sampo.InvalidSettings;

/// What watchers are told unasked, and what is worth a warning.
///
/// @param progressNotifyInterval time after which a quiet watcher that asks for it hears of the
///   revision (`--watch-progress-notify-interval`)
/// @param slowApply time of applying a request above which it is logged; zero for never
///   (`--warning-apply-duration`)
/// @param slowUnary time of answering a call above which it is logged; zero for never
///   (`--warning-unary-request-duration`)
public record WatchSettings(
    Duration progressNotifyInterval, Duration slowApply, Duration slowUnary) {

  private static final Duration LEAST = Duration.ofMillis(100);

  /// @throws InvalidSettings if watchers would be told too often
  public WatchSettings {
    if (progressNotifyInterval.compareTo(LEAST) < 0) {
      throw new InvalidSettings(
          "--watch-progress-notify-interval must be at least %dms".formatted(LEAST.toMillis()));
    }
    if (slowApply.isNegative() || slowUnary.isNegative()) {
      throw new InvalidSettings("--warning-* must not be negative");
    }
  }
}
