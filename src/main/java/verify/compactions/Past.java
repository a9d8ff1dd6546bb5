package verify.compactions;

import com.google.protobuf.ByteString;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.Operation;
import verify.Outcome;
import verify.watches.Annals;

/// All keys as they were at one revision after the other.
final class Past {

  private final Annals annals;
  private final TreeMap<ByteString, KeyValue> pairs =
      new TreeMap<>(ByteString.unsignedLexicographicalComparator());
  private int place;

  Past(Annals annals) {
    this.annals = annals;
  }

  /// Tells of each read that was answered otherwise than it was, and how it was.
  ///
  /// @param reads of all keys at revisions, answered
  void differences(List<Operation> reads, BiConsumer<Operation, String> tell) {
    reads.stream()
        .sorted(Comparator.comparingLong(Past::at))
        .forEach(
            read -> {
              goTo(at(read));
              if (!List.copyOf(pairs.values()).equals(found(read))) {
                tell.accept(read, "where there was " + pairs.values());
              }
            });
  }

  private static long at(Operation read) {
    return ((RangeRequest) read.request()).getRevision();
  }

  private static List<KeyValue> found(Operation read) {
    return read.outcome() instanceof Outcome.Answered(RangeResponse response)
        ? response.getKvsList()
        : List.of();
  }

  private void goTo(long revision) {
    while (place < annals.size() && annals.event(place).getKv().getModRevision() <= revision) {
      Event event = annals.event(place++);
      KeyValue pair = event.getKv();
      if (event.getType() == Event.EventType.PUT) {
        pairs.put(pair.getKey(), pair);
      } else {
        pairs.remove(pair.getKey());
      }
    }
  }
}
