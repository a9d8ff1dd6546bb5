package service;

import java.time.Duration;
import java.util.List;
import mvcc.KeyHash;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The look of a member that starts with data at the stores of the others (etcd's gate
/// InitialCorruptCheck). Only a majority that contradicts it keeps it from serving.
public final class StartCheck {

  private static final Logger LOGGER = LoggerFactory.getLogger(StartCheck.class);

  private final Comparison comparison;
  private final Duration patience;

  /// @param patience how long to wait for the others
  public StartCheck(Comparison comparison, Duration patience) {
    this.comparison = comparison;
    this.patience = patience;
  }

  /// Compares the stores as they stand; and what the last compaction left if that decides nothing,
  /// for the others may have compacted since.
  ///
  /// @return what members have, if a majority contradicts this one
  public @Nullable String run() throws InterruptedException {
    var verdict = comparison.ofStores(patience, StartCheck::isDecided);
    if (verdict == null || !isDecided(verdict)) {
      comparison.hashes().keep();
      List<KeyHash> left = comparison.hashes().kept();
      if (!left.isEmpty()) {
        verdict = comparison.of(left.getFirst(), patience, StartCheck::isDecided);
      }
    }
    if (verdict instanceof Agreement.Differ differ) {
      if (differ.minority().contains(comparison.self())) {
        return differ.found();
      }
      LOGGER.warn("the stores of members differ: {}", differ.found());
    }
    return null;
  }

  private static boolean isDecided(Agreement.Verdict verdict) {
    return switch (verdict) {
      case Agreement.Alike alike -> alike.ofMajority();
      case Agreement.Differ differ -> !differ.minority().isEmpty();
    };
  }
}
