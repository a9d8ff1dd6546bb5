package probe;

import com.google.protobuf.ByteString;
import etcdserverpb.RangeResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.LiveHistory;
import verify.watches.Annals;

/// Reads from the store's history what became of writes that nobody was answered: what each
/// revision that no answer accounts for did under the prefix.
final class Lookup {

  private static final int ROUNDS = 3;

  private final Endpoints endpoints;
  private final Keys keys;
  private final Duration deadline;
  private final Map<Long, Map<ByteString, KeyValue>> states = new ConcurrentHashMap<>();

  Lookup(Endpoints endpoints, Keys keys, Duration deadline) {
    this.endpoints = endpoints;
    this.keys = keys;
    this.deadline = deadline;
  }

  /// Teaches a history what was written down of revisions that may be compacted.
  void explain(LiveHistory history, Annals annals, long first) {
    for (long revision : history.unexplained()) {
      if (revision <= first) {
        history.learn(revision, changes(annals, revision));
      }
    }
  }

  private Map<ByteString, KeyValue> changes(Annals annals, long revision) {
    var changes = new TreeMap<ByteString, KeyValue>(ByteString.unsignedLexicographicalComparator());
    annals
        .at(revision)
        .filter(event -> event.getKv().getKey().startsWith(keys.first()))
        .forEach(
            event ->
                changes.put(
                    event.getKv().getKey(),
                    event.getType() == Event.EventType.PUT
                        ? event.getKv()
                        : KeyValue.getDefaultInstance()));
    return changes;
  }

  /// Teaches a history all it can; what stays unexplained could not be read.
  ///
  /// @param most revisions to look up before it is given up
  void explain(LiveHistory history, int most) {
    List<Long> unexplained = history.unexplained();
    try {
      for (long revision : unexplained.subList(0, Math.min(most, unexplained.size()))) {
        history.learn(revision, changes(at(revision - 1), at(revision)));
        states.remove(revision - 1);
      }
    } catch (StatusRuntimeException _) {
      // compacted, or nobody answers: the judge says what it cannot know
    }
  }

  private Map<ByteString, KeyValue> at(long revision) {
    return states.computeIfAbsent(revision, this::read);
  }

  private Map<ByteString, KeyValue> read(long revision) {
    RangeResponse range =
        (RangeResponse)
            endpoints.callAny(
                keys.all().toBuilder().setRevision(revision).build(), deadline, ROUNDS);
    return range.getKvsList().stream()
        .collect(Collectors.toMap(KeyValue::getKey, Function.identity()));
  }

  /// Deletions as default instances.
  private static Map<ByteString, KeyValue> changes(
      Map<ByteString, KeyValue> before, Map<ByteString, KeyValue> after) {
    var changes = new TreeMap<ByteString, KeyValue>(ByteString.unsignedLexicographicalComparator());
    after.forEach(
        (key, pair) -> {
          if (!pair.equals(before.get(key))) {
            changes.put(key, pair);
          }
        });
    before.keySet().stream()
        .filter(key -> !after.containsKey(key))
        .forEach(key -> changes.put(key, KeyValue.getDefaultInstance()));
    return changes;
  }
}
