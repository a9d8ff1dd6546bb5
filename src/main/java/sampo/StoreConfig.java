package sampo;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import service.AutoCompaction;
import service.Maintenance;
import service.Quota;
import service.ReadBudget;

/// What `application.conf` says of the store's upkeep, with etcd's meanings of 0 and below.
final class StoreConfig {

  private static final Pattern GO_DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");

  private final Config config;

  /// @param config of the whole application
  StoreConfig(Config config) {
    this.config = config;
  }

  /// Bytes of live data the store may hold; negative for no bound.
  long quota() {
    String text = config.getString("sampo.store.quota").strip();
    if (text.startsWith("-")) {
      return -1;
    }
    long bytes = config.getBytes("sampo.store.quota");
    return bytes == 0 ? Maintenance.StoreSize.DEFAULT_QUOTA : bytes;
  }

  Quota.Bounds bounds() {
    long quota = quota();
    double part = config.getDouble("sampo.store.quota-low-water");
    if (part <= 0 || part > 1) {
      throw new InvalidSettings("sampo.store.quota-low-water must be above 0 and at most 1");
    }
    return quota < 0 ? Quota.Bounds.NONE : new Quota.Bounds(quota, (long) (quota * part));
  }

  /// Bytes that must stay free on the disk for requests that let the store grow to be taken.
  long diskReserve() {
    return config.getBytes("sampo.journal.disk-reserve");
  }

  ReadBudget readBudget() {
    return new ReadBudget(
        config.getBytes("sampo.limits.large-read-bytes"),
        config.getDuration("sampo.limits.large-read-wait"));
  }

  /// etcd's `--auto-compaction-mode` and `--auto-compaction-retention`.
  AutoCompaction.Retention retention() {
    String mode = config.getString("sampo.store.auto-compaction-mode");
    String text = config.getString("sampo.store.auto-compaction-retention").strip();
    return switch (mode) {
      case "periodic" -> {
        Duration period = period(text);
        yield period.isZero() ? new AutoCompaction.Everything() : new AutoCompaction.Since(period);
      }
      case "revision" -> {
        long count = number(text);
        yield count == 0 ? new AutoCompaction.Everything() : new AutoCompaction.Revisions(count);
      }
      default ->
          throw new InvalidSettings("auto-compaction-mode is periodic or revision, not " + mode);
    };
  }

  private static long number(String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw invalid(text);
  }

  private static InvalidSettings invalid(String text) {
    return new InvalidSettings("auto-compaction-retention cannot be " + text);
  }

  /// Hours, or a duration as Go writes it (`1h30m`).
  private static Duration period(String text) {
    if (text.chars().allMatch(Character::isDigit) && !text.isEmpty()) {
      return Duration.ofHours(number(text));
    }
    Matcher part = GO_DURATION.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (end < text.length() && part.find(end) && part.start() == end) {
      sum = sum.plusNanos((long) (Double.parseDouble(part.group(1)) * nanos(part.group(2))));
      end = part.end();
    }
    if (text.isEmpty() || end < text.length()) {
      throw invalid(text);
    }
    return sum;
  }

  private static double nanos(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
