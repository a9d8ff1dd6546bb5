package verify;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvccpb.KeyValue;

/// What all answers together say of single revisions: which pair a revision wrote, and between which
/// revisions a key was left alone. A state that says otherwise leads nowhere, whatever follows.
final class Evidence {

  /// A pair of revision `modified` was still the current one at `seenAt`.
  private record Unchanged(long modified, long seenAt) {}

  private final Map<Long, Map<ByteString, KeyValue>> written = new HashMap<>();
  private final Map<ByteString, List<Unchanged>> unchanged = new HashMap<>();

  /// Takes in the pairs that an answer showed.
  ///
  /// @param seenAt a revision at which all of them were current
  void add(List<KeyValue> pairs, long seenAt) {
    for (var pair : pairs) {
      written
          .computeIfAbsent(pair.getModRevision(), _ -> new HashMap<>())
          .putIfAbsent(pair.getKey(), pair);
      if (pair.getModRevision() < seenAt) {
        var known = unchanged.computeIfAbsent(pair.getKey(), _ -> new ArrayList<>());
        var span = new Unchanged(pair.getModRevision(), seenAt);
        if (known.isEmpty() || !known.getLast().equals(span)) {
          known.add(span);
        }
      }
    }
  }

  /// Whether what a state's last revision wrote is what was seen of it.
  boolean allows(KvState state) {
    var changes = state.lastChanges();
    for (var seen : written.getOrDefault(state.revision(), Map.of()).values()) {
      var pair = changes.get(seen.getKey());
      if (pair == null
          || pair.getVersion() != seen.getVersion()
          || (!seen.getValue().isEmpty() && !pair.getValue().equals(seen.getValue()))) {
        return false;
      }
    }
    return changes.keySet().stream().noneMatch(key -> wasUnchanged(key, state.revision()));
  }

  private boolean wasUnchanged(ByteString key, long revision) {
    for (var span : unchanged.getOrDefault(key, List.of())) {
      if (span.modified() < revision && revision <= span.seenAt()) {
        return true;
      }
    }
    return false;
  }
}
