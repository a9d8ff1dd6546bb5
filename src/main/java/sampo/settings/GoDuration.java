package sampo.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sampo.InvalidSettings;

/// Times as etcd's flags have them (Go: `time.ParseDuration`): `300ms`, `1.5h`, `2h45m`.
public final class GoDuration {

  private static final Pattern PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");

  private GoDuration() {}

  /// Reads a time.
  ///
  /// @throws InvalidSettings if it is none
  public static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(rest);
    double nanos = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      nanos += Double.parseDouble(part.group(1)) * nanos(part.group(2));
      end = part.end();
    }
    if (rest.isEmpty() || end < rest.length() || nanos > Long.MAX_VALUE) {
      throw new InvalidSettings("'%s' is not a time such as 300ms, 5s or 1h30m".formatted(text));
    }
    return Duration.ofNanos(negative ? -Math.round(nanos) : Math.round(nanos));
  }

  private static double nanos(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      case "h" -> 3600e9;
      default -> 1e3;
    };
  }
}
