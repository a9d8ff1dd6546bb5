package probe;

import java.util.List;
import verify.Breach;

/// What watchers, leases and the past came to.
public sealed interface Overseen {

  /// There were none.
  record Nothing() implements Overseen {}

  /// Nobody could say: the history was compacted, or no member answered.
  record Unread(String reason) implements Overseen {}

  /// They were judged.
  ///
  /// @param watches what watchers did
  /// @param leases what was done with leases
  /// @param past what was asked of it
  /// @param rights who might watch what
  /// @param breaches of promises, all that were found
  record Judged(Watches watches, Leases leases, Past past, Rights rights, List<Breach> breaches)
      implements Overseen {}

  /// @param happened events that there were
  /// @param told events that were told to anybody
  /// @param streams opened, those of the last readings included
  /// @param broken of those, ended by a member, its connection or its silence
  /// @param overtaken of those, ended by a compaction
  /// @param full whether they ended early, since they had been told all that could be kept
  record Watches(int happened, long told, int streams, int broken, int overtaken, boolean full) {}

  /// @param granted leases
  /// @param renewals that were answered
  /// @param revoked leases
  /// @param keys put under them
  /// @param others put without one, or as they were
  record Leases(int granted, long renewals, long revoked, long keys, long others) {}

  /// @param compactions that were acknowledged
  /// @param reads of what was, answered with it
  /// @param refused since it was compacted
  record Past(long compactions, long reads, long refused) {}

  /// @param changes that were asked for
  /// @param given watches, of those whose user was held against them
  /// @param denied watches, likewise
  record Rights(long changes, long given, long denied) {}

  /// Whether no promise is known to be broken.
  default boolean holds() {
    return switch (this) {
      case Nothing _, Unread _ -> true;
      case Judged(_, _, _, _, var breaches) -> breaches.isEmpty();
    };
  }
}
