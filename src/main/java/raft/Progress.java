package raft;

import java.util.ArrayDeque;

/// What a leader knows of one peer's log: Figure 2's `nextIndex` and `matchIndex`, and how entries
/// are sent.
///
/// ```
/// Probing ── accepted ──> Replicating
///    ^  ^                    │   │
///    │  └──── rejected ──────┘   │ the next entry is no longer in memory
///    │                           v
///    └────── rejected ────── CatchingUp
/// ```
///
/// Invariant: `matchIndex < nextIndex`.
public sealed interface Progress {

  /// The next entry to send.
  long nextIndex();

  /// The peer's log is known to equal the leader's up to here, durably.
  long matchIndex();

  /// Whether entries may be sent now.
  boolean isReady();

  /// Whether the peer has yet to answer what it was sent.
  boolean isAwaited();

  /// The state after sending entries up to `lastIndex`; `lastIndex < nextIndex` for an empty
  /// message.
  Progress sent(long lastIndex);

  /// The state after the peer acknowledged everything up to `index`.
  Progress accepted(long index);

  /// The state after the peer lacked the entry at `previousIndex`.
  ///
  /// @param retryAt the next index to try
  Progress rejected(long previousIndex, long retryAt);

  /// The state after a sign of life: what was sent may have been lost.
  Progress revived();

  /// Where every peer of a new leader starts.
  static Progress initial(long lastIndex) {
    return new Probing(lastIndex + 1, 0, false);
  }

  /// Looks for the last entry the logs have in common: one message at a time.
  ///
  /// @param paused a probe is under way
  record Probing(long nextIndex, long matchIndex, boolean paused) implements Progress {

    @Override
    public boolean isReady() {
      return !paused;
    }

    @Override
    public boolean isAwaited() {
      return paused;
    }

    @Override
    public Progress sent(long lastIndex) {
      return new Probing(nextIndex, matchIndex, true);
    }

    @Override
    public Progress accepted(long index) {
      long match = Math.max(matchIndex, index);
      return Replicating.from(match);
    }

    @Override
    public Progress rejected(long previousIndex, long retryAt) {
      if (previousIndex != nextIndex - 1) {
        return this;
      }
      return new Probing(Math.max(retryAt, matchIndex + 1), matchIndex, false);
    }

    @Override
    public Progress revived() {
      return new Probing(nextIndex, matchIndex, false);
    }
  }

  /// Sends entries before the earlier ones are acknowledged. A few messages may be under way; what
  /// arrives meanwhile waits and goes as one message, so batches grow with the load.
  final class Replicating implements Progress {

    private final ArrayDeque<Long> inFlight;
    private final long nextIndex;
    private final long matchIndex;

    private Replicating(long nextIndex, long matchIndex, ArrayDeque<Long> inFlight) {
      this.nextIndex = nextIndex;
      this.matchIndex = matchIndex;
      this.inFlight = inFlight;
    }

    static Replicating from(long matchIndex) {
      return new Replicating(matchIndex + 1, matchIndex, new ArrayDeque<>());
    }

    /// How many messages may be under way to one peer.
    public static final int MAX_IN_FLIGHT = 4;

    @Override
    public long nextIndex() {
      return nextIndex;
    }

    @Override
    public long matchIndex() {
      return matchIndex;
    }

    @Override
    public boolean isReady() {
      return inFlight.size() < MAX_IN_FLIGHT;
    }

    @Override
    public boolean isAwaited() {
      return !inFlight.isEmpty();
    }

    @Override
    public Replicating sent(long lastIndex) {
      if (lastIndex < nextIndex) {
        return this;
      }
      inFlight.addLast(lastIndex);
      return new Replicating(lastIndex + 1, matchIndex, inFlight);
    }

    @Override
    public Replicating accepted(long index) {
      long match = Math.max(matchIndex, index);
      while (!inFlight.isEmpty() && inFlight.getFirst() <= match) {
        inFlight.removeFirst();
      }
      return new Replicating(Math.max(nextIndex, match + 1), match, inFlight);
    }

    @Override
    public Progress rejected(long previousIndex, long retryAt) {
      if (previousIndex <= matchIndex) {
        return this;
      }
      return new Probing(matchIndex + 1, matchIndex, false);
    }

    @Override
    public Progress revived() {
      return this;
    }

    /// The state while the next entries are being read back from the journal.
    public CatchingUp reading() {
      return new CatchingUp(this);
    }

    @Override
    public String toString() {
      return "Replicating[next=" + nextIndex + ", match=" + matchIndex + ", " + inFlight + "]";
    }
  }

  /// Waits for entries that only the journal holds. What is under way still counts, or a peer far
  /// behind would be sent the whole journal before it acknowledges any of it.
  ///
  /// @param then the state to go on from
  record CatchingUp(Replicating then) implements Progress {

    @Override
    public long nextIndex() {
      return then.nextIndex();
    }

    @Override
    public long matchIndex() {
      return then.matchIndex();
    }

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public boolean isAwaited() {
      return then.isAwaited();
    }

    @Override
    public Progress sent(long lastIndex) {
      return then.sent(lastIndex);
    }

    @Override
    public Progress accepted(long index) {
      Replicating next = then.accepted(index);
      return index < nextIndex() ? new CatchingUp(next) : next;
    }

    @Override
    public Progress rejected(long previousIndex, long retryAt) {
      Progress next = then.rejected(previousIndex, retryAt);
      return next == then ? this : next;
    }

    @Override
    public Progress revived() {
      return this;
    }
  }
}
