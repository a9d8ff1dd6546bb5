package checkers;

import com.google.protobuf.InvalidProtocolBufferException;
import etcdserverpb.LeaseGrantRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proposal.wire.Proposal;
import raft.Entry;
import raft.MemberId;

/// From when to when each lease lived, as the log tells it: the measure for other checkers. What
/// happens to a lease happens when the first member sets out to apply it.
public final class LeaseLives implements Checker {

  /// How a life ends.
  public enum End {
    /// Its time was over.
    EXPIRED,
    /// Somebody wanted it.
    REVOKED
  }

  /// One life of a lease; another lease may have the same id later.
  ///
  /// @param grant id of the proposal that granted it
  /// @param ttl time to live, in seconds
  /// @param began when, in nanoseconds
  /// @param fromIndex where in the log
  public record Life(long id, long grant, long ttl, long began, long fromIndex) {}

  /// The end of a life.
  ///
  /// @param at when, in nanoseconds
  /// @param index where in the log
  public record Death(End how, long at, long index) {}

  private final LongSupplier now;
  private final Map<Long, List<Life>> lives = new HashMap<>();
  private final Map<Life, Death> deaths = new HashMap<>();
  private Consumer<Life> onDeath = _ -> {};
  private long lastIndex;
  private int alive;

  /// @param now the true time, in nanoseconds
  public LeaseLives(LongSupplier now) {
    this.now = now;
  }

  /// Calls back when a life has ended.
  public void onDeath(Consumer<Life> listener) {
    onDeath = listener;
  }

  /// How many leases live now.
  public int alive() {
    return alive;
  }

  /// How many leases have ended in some way.
  public long deaths(End how) {
    return deaths.values().stream().filter(death -> death.how() == how).count();
  }

  /// All lives of an id.
  public List<Life> of(long id) {
    return lives.getOrDefault(id, List.of());
  }

  /// How a life ended; null if it has not.
  public @Nullable Death death(Life life) {
    return deaths.get(life);
  }

  /// Whether a lease of an id is there once all up to an index of the log is applied.
  public boolean isAliveAt(long id, long index) {
    return of(id).stream()
        .anyMatch(life -> life.fromIndex() <= index && !(index >= endIndex(life)));
  }

  private long endIndex(Life life) {
    var death = deaths.get(life);
    return death == null ? Long.MAX_VALUE : death.index();
  }

  @Override
  public void applies(MemberId member, List<Entry> entries) {
    for (var entry : entries) {
      if (entry.index() == lastIndex + 1) {
        lastIndex++;
        happens(entry);
      }
    }
  }

  private void happens(Entry entry) {
    if (entry.kind() != Entry.Kind.PROPOSAL) {
      return;
    }
    var proposal = proposal(entry);
    switch (proposal.getRequestCase()) {
      case LEASE_GRANT -> grant(entry, proposal.getId(), proposal.getLeaseGrant());
      case LEASE_REVOKE -> end(entry, living(proposal.getLeaseRevoke().getID()), End.REVOKED);
      case LEASE_EXPIRIES -> {
        for (var one : proposal.getLeaseExpiries().getLeasesList()) {
          var life = living(one.getId());
          if (life != null && life.grant() == one.getGrant()) {
            end(entry, life, End.EXPIRED);
          }
        }
      }
      default -> {}
    }
  }

  static Proposal proposal(Entry entry) {
    try {
      return Proposal.parseFrom(entry.data());
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException(damaged);
    }
  }

  private void grant(Entry entry, long grant, LeaseGrantRequest asked) {
    if (living(asked.getID()) == null) {
      var life = new Life(asked.getID(), grant, asked.getTTL(), now.getAsLong(), entry.index());
      lives.computeIfAbsent(life.id(), _ -> new ArrayList<>()).add(life);
      alive++;
    }
  }

  private @Nullable Life living(long id) {
    var all = of(id);
    return all.isEmpty() || deaths.containsKey(all.getLast()) ? null : all.getLast();
  }

  private void end(Entry entry, @Nullable Life life, End how) {
    if (life != null) {
      deaths.put(life, new Death(how, now.getAsLong(), entry.index()));
      alive--;
      onDeath.accept(life);
    }
  }
}
