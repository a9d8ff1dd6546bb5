package sampo;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sampo.settings.IntegritySettings;
import sampo.settings.IntegritySettings.Gate;

/// What is checked of the data, and what is tried out.
final class IntegrityFlags {

  @Option(
      names = "--feature-gates",
      paramLabel = "GATE=true|false[,...]",
      split = ",",
      description = "Features to switch on or off.")
  private @Nullable List<String> gates;

  @Option(
      names = "--corrupt-check-time",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = GoTime.class,
      description = "Time between comparisons of all members, 0 for never (default: 0).")
  private Duration corruptCheckTime = Duration.ZERO;

  @Option(
      names = "--compact-hash-check-time",
      paramLabel = "TIME",
      defaultValue = "1m",
      converter = GoTime.class,
      description = "Time between comparisons of what compactions left, 0: never (default: 1m).")
  private Duration compactHashCheckTime = Duration.ZERO;

  IntegritySettings settings() {
    return new IntegritySettings(corruptCheckTime, compactHashCheckTime, switched());
  }

  private Map<Gate, Boolean> switched() {
    Map<Gate, Boolean> switched = new EnumMap<>(Gate.class);
    for (String text : gates == null ? List.<String>of() : gates) {
      if (text.isBlank()) {
        continue;
      }
      int equals = text.indexOf('=');
      String value = text.substring(equals + 1);
      if (equals < 1 || !value.matches("true|false")) {
        throw new InvalidSettings("--feature-gates: expected GATE=true or false, not " + text);
      }
      Gate gate = gate(text.substring(0, equals));
      boolean on = Boolean.parseBoolean(value);
      Boolean before = switched.put(gate, on);
      if (before != null && before != on) {
        throw new InvalidSettings("--feature-gates: " + gate + " is both on and off");
      }
    }
    return switched;
  }

  private static Gate gate(String name) {
    try {
      return Gate.valueOf(name);
    } catch (IllegalArgumentException unknown) {
      throw new InvalidSettings(
          "--feature-gates: no gate \"%s\"; there are %s".formatted(name, List.of(Gate.values())));
    }
  }
}
