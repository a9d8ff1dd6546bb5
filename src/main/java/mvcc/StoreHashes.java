package mvcc;

import etcd.EtcdException;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The hashes of a store by which members are compared: those made when they are asked for, and
/// those of the last compactions, each of what it left up to its revision.
///
/// Those of compactions are kept because members pass the same compaction at different times.
/// Thread-safe.
public final class StoreHashes {

  /// Hashes that are kept, as many as etcd keeps.
  static final int KEPT = 10;

  private final Supplier<View> views;
  private final Pace pace;
  private final ConcurrentSkipListMap<Long, KeyHash> kept = new ConcurrentSkipListMap<>();

  /// @param views the newest state of the store
  /// @param pace of every walk through the store
  public StoreHashes(Supplier<View> views, Pace pace) {
    this.views = views;
    this.pace = pace;
  }

  /// Hashes what the newest compaction left, unless that is known already. Walks through the store.
  public void keep() {
    long compacted = views.get().compactRevision();
    if (compacted > 0) {
      var unused = hash(compacted, compacted);
    }
  }

  /// The hashes of the last compactions, the newest first.
  public List<KeyHash> kept() {
    return List.copyOf(kept.descendingMap().values());
  }

  /// How far the store is now, beside a hash that was made before.
  public Testimony now(@Nullable KeyHash hash) {
    return Testimony.of(views.get(), hash);
  }

  /// Hashes the store as it stands; null if a compaction came in between. Walks through the store.
  public @Nullable KeyHash current() {
    View view = views.get();
    return make(view, view.revision());
  }

  /// Says how far the store is, with the hash of its history up to a revision as one compaction
  /// left it, if that can be made. Walks through the store unless the hash is kept.
  ///
  /// @param revision above 0
  public Testimony testify(long revision, long compactRevision) {
    KeyHash hash = hash(revision, compactRevision);
    return now(hash);
  }

  private @Nullable KeyHash hash(long revision, long compactRevision) {
    KeyHash known = revision == compactRevision ? kept.get(revision) : null;
    View view = views.get();
    if (known != null || view.compactRevision() != compactRevision || view.revision() < revision) {
      return known;
    }
    KeyHash made = make(view, revision);
    if (made == null || made.compactRevision() != compactRevision) {
      return null;
    }
    if (revision == compactRevision) {
      keep(made);
    }
    return made;
  }

  private void keep(KeyHash made) {
    kept.put(made.compactRevision(), made);
    while (kept.size() > KEPT) {
      kept.pollFirstEntry();
    }
  }

  private @Nullable KeyHash make(View view, long revision) {
    try {
      return view.hash(revision, pace);
    } catch (EtcdException overtaken) {
      return null;
    }
  }
}
