package actors;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/// The limits of the journal; `sampo.journal` in application.conf says what each is for.
///
/// @param directory where LevelDB keeps the journal
/// @param maxEventBytes bytes of entries merged into one event
/// @param tailBytes bytes of log kept in memory at the start, beside what is not yet applied
/// @param indexInterval bytes of log between two points of the index
/// @param snapshotBytes bytes of log between two snapshots of the index
/// @param snapshotEvents events between two snapshots of the index
/// @param readWindow events read back at a time
/// @param writeTimeout how long a write may take before the member gives its disk up
/// @param diskFloor free bytes on the disk below which nothing is written
public record JournalSettings(
    Path directory,
    int maxEventBytes,
    long tailBytes,
    long indexInterval,
    long snapshotBytes,
    int snapshotEvents,
    int readWindow,
    Duration writeTimeout,
    long diskFloor) {

  /// @param config of the whole application
  public static JournalSettings of(Config config) {
    Config journal = config.getConfig("sampo.journal");
    return new JournalSettings(
        Path.of(config.getString("pekko.persistence.journal.leveldb.dir")),
        Math.toIntExact(journal.getBytes("max-event-bytes")),
        journal.getBytes("tail-bytes"),
        journal.getBytes("index-interval"),
        journal.getBytes("snapshot-bytes"),
        journal.getInt("snapshot-events"),
        journal.getInt("read-window"),
        journal.getDuration("write-timeout"),
        journal.getBytes("disk-floor"));
  }
}
