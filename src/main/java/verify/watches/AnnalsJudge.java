package verify.watches;

import static verify.Promise.CREATION;
import static verify.Promise.NEVER_WRONG;
import static verify.Promise.PREVIOUS;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mvccpb.Event;
import mvccpb.KeyValue;
import verify.Breach;
import verify.Promise;

/// Whether annals of keys that were not there at first can be true: each event follows from those
/// before it, was attempted by somebody, and all of them lead to what is there in the end.
public final class AnnalsJudge {

  private static final String WHO = "who reads all that happened";

  private record Put(ByteString key, ByteString value) {}

  private final Set<Put> puts = new HashSet<>();
  private final Set<ByteString> deletions = new HashSet<>();
  private final Consumer<Breach> breaches;

  public AnnalsJudge(Consumer<Breach> breaches) {
    this.breaches = breaches;
  }

  /// Somebody tried to put this.
  public void attemptedPut(ByteString key, ByteString value) {
    puts.add(new Put(key, value));
  }

  /// Somebody tried to delete this.
  public void attemptedDeletion(ByteString key) {
    deletions.add(key);
  }

  /// Keys of leases go without an attempt: who judges leases judges that.
  ///
  /// @param pairs all there are in the end
  public void judge(Annals annals, List<KeyValue> pairs) {
    var state = new HashMap<ByteString, KeyValue>();
    annals.events().forEach(event -> judge(event, state));
    pairs.forEach(
        pair -> {
          KeyValue expected = state.remove(pair.getKey());
          if (!pair.equals(expected)) {
            breach(NEVER_WRONG, "should find " + expected + " and finds " + pair);
          }
        });
    state.values().forEach(lost -> breach(NEVER_WRONG, "should find and does not: " + lost));
  }

  private void judge(Event event, Map<ByteString, KeyValue> state) {
    KeyValue pair = event.getKv();
    KeyValue before = state.getOrDefault(pair.getKey(), KeyValue.getDefaultInstance());
    boolean isNew = before.getModRevision() == 0;
    if (!event.getPrevKv().equals(before)) {
      breach(PREVIOUS, "is told " + event + " though before it was " + before);
    }
    if (event.getType() == Event.EventType.PUT) {
      long made = isNew ? pair.getModRevision() : before.getCreateRevision();
      if (pair.getCreateRevision() != made || pair.getVersion() != before.getVersion() + 1) {
        breach(CREATION, "is told " + event + " though before it was " + before);
      }
      if (!puts.contains(new Put(pair.getKey(), pair.getValue()))) {
        breach(NEVER_WRONG, "is told what nobody tried: " + event);
      }
      state.put(pair.getKey(), pair);
    } else {
      if (isNew) {
        breach(NEVER_WRONG, "is told of the deletion of nothing: " + event);
      } else if (before.getLease() == 0 && !deletions.contains(pair.getKey())) {
        breach(NEVER_WRONG, "is told what nobody tried: " + event);
      }
      state.remove(pair.getKey());
    }
  }

  /// Somebody was told that they wrote this.
  ///
  /// @param value empty for a deletion
  public void acknowledged(
      Annals annals, ByteString key, long revision, Optional<ByteString> value) {
    boolean isThere = annals.at(revision, key).anyMatch(event -> value.equals(written(event)));
    if (!isThere) {
      breach(
          NEVER_WRONG,
          "is not told what was acknowledged: %s at %d".formatted(key.toStringUtf8(), revision));
    }
  }

  private static Optional<ByteString> written(Event event) {
    return event.getType() == Event.EventType.PUT
        ? Optional.of(event.getKv().getValue())
        : Optional.empty();
  }

  private void breach(Promise promise, String what) {
    breaches.accept(new Breach(promise, WHO, what));
  }
}
