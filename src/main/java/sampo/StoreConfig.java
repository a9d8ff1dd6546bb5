package sampo;

import com.typesafe.config.Config;
import java.time.Duration;
import sampo.settings.SpaceSettings;
import service.AutoCompaction;
import service.Quota;
import service.ReadBudget;

/// What flags and `application.conf` say of the store's upkeep.
final class StoreConfig {

  private final SpaceSettings settings;
  private final Config config;

  /// @param config of the whole application
  StoreConfig(SpaceSettings settings, Config config) {
    this.settings = settings;
    this.config = config;
  }

  /// Bytes of live data the store may hold; negative for no bound.
  long quota() {
    return settings.quotaBytes() == SpaceSettings.NO_QUOTA ? -1 : settings.quotaBytes();
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

  /// How long the client of a snapshot may take nothing of it.
  Duration snapshotPatience() {
    return config.getDuration("sampo.limits.snapshot-patience");
  }

  /// etcd's `--auto-compaction-mode` and `--auto-compaction-retention`.
  AutoCompaction.Retention retention() {
    return switch (settings.autoCompaction()) {
      case sampo.settings.AutoCompaction.Off _ -> new AutoCompaction.Everything();
      case sampo.settings.AutoCompaction.Periodic(var period) -> new AutoCompaction.Since(period);
      case sampo.settings.AutoCompaction.Revisions(var count) ->
          new AutoCompaction.Revisions(count);
    };
  }
}
