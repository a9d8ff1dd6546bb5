package checkers;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import mvcc.Moment;
import mvcc.Past;
import mvcc.Store;
import mvccpb.Event;
import raft.MemberId;

/// A lease that ends takes all its keys with it, in one revision, and no key is ever under a lease
/// that is not there (guarantee L2). Nobody else may delete these keys.
public final class LeaseTakesItsKeys implements Checker {

  private static final Past.Bounds ALL = new Past.Bounds(Integer.MAX_VALUE, Long.MAX_VALUE);

  private final LeaseLives lives;
  private final Map<ByteString, Long> leases = new HashMap<>();
  private long revision = 1;
  private long deleted;

  public LeaseTakesItsKeys(LeaseLives lives) {
    this.lives = lives;
  }

  /// How many keys have gone with their leases.
  public long deleted() {
    return deleted;
  }

  @Override
  public void applied(MemberId member, Store store) {
    var now = store.view().revision();
    if (now <= revision) {
      return;
    }
    var news = store.events().read(revision + 1, now, ALL);
    if (news == null) {
      throw new IllegalStateException("the log of events has forgotten " + (revision + 1));
    }
    revision = now;
    news.moments().forEach(moment -> happens(moment, store.appliedIndex()));
    leases.forEach(
        (key, lease) -> {
          if (!lives.isAliveAt(lease, store.appliedIndex())) {
            throw violation(key.toStringUtf8() + " outlives lease " + lease + " at " + now);
          }
        });
  }

  private void happens(Moment moment, long index) {
    Set<Long> ended = new HashSet<>();
    for (var event : moment.events()) {
      var key = event.getKv().getKey();
      if (event.getType() == Event.EventType.DELETE) {
        var lease = leases.remove(key);
        if (lease != null) {
          ended.add(lease);
          deleted++;
        }
      } else if (event.getKv().getLease() != 0) {
        leases.put(key, event.getKv().getLease());
      } else {
        leases.remove(key);
      }
    }
    for (var lease : ended) {
      if (leases.containsValue(lease)) {
        throw violation("lease " + lease + " leaves keys behind at " + moment.revision());
      }
      if (lives.of(lease).stream().noneMatch(life -> hasEnded(life, index))) {
        throw violation("keys of lease " + lease + ", which lives, go at " + moment.revision());
      }
    }
  }

  private boolean hasEnded(LeaseLives.Life life, long index) {
    var death = lives.death(life);
    return death != null && death.index() <= index;
  }
}
