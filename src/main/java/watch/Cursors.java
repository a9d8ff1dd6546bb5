package watch;

import java.util.Collection;
import java.util.function.ObjLongConsumer;
import mvcc.Past;
import org.jspecify.annotations.Nullable;

/// How far the watchers of a stream have come. Those that have seen all there is are live and move
/// together; those that begin in the past, or could not be sent something, are late: they have
/// cursors of their own until they have caught up. While the client takes no more, all stand still;
/// what has been sorted for live watchers waits for it, sorted as it is.
final class Cursors {

  private final Hub hub;
  private final Client client;
  private final Replies replies;
  private final Mark mark;
  private final Reread reread;
  private final Collection<Watcher> all;
  private final ObjLongConsumer<Watcher> overtaken;
  private final Ranges<Watcher> live = new Ranges<>();
  private final Late late = new Late();

  /// The first revision that has still to be sorted for live watchers; [Mark#NONE] if none has.
  private long behind = Mark.NONE;

  /// What has been sorted for live watchers, and not been sent.
  private Delivery sorted = Delivery.ofNothing();

  /// Up to here live watchers have been served.
  private long position;

  private boolean lateFirst;

  /// Bytes of the events sent since the client was last asked whether it takes any.
  private long sentBytes;

  /// @param all the watchers of the stream
  /// @param overtaken hears of a watcher that a compaction has overtaken, and removes it
  Cursors(
      Hub hub,
      Client client,
      Replies replies,
      Mark mark,
      Reread reread,
      Collection<Watcher> all,
      ObjLongConsumer<Watcher> overtaken) {
    this.hub = hub;
    this.client = client;
    this.replies = replies;
    this.mark = mark;
    this.reread = reread;
    this.all = all;
    this.overtaken = overtaken;
  }

  /// Adds a watcher.
  ///
  /// @param newest the newest revision for which the stream is not marked on its behalf
  void add(Watcher watcher, long newest) {
    if (watcher.next > newest) {
      live.add(watcher.keys, watcher);
    } else {
      late.add(watcher);
    }
  }

  void remove(Watcher watcher) {
    live.remove(watcher.keys, watcher);
    late.remove(watcher);
    sorted.remove(watcher);
  }

  long position() {
    return position;
  }

  /// Whether a watcher has begun and has been sent all up to the position.
  boolean keepsUp(Watcher watcher) {
    return areLiveUpToDate() && watcher.start <= position && !late.contains(watcher);
  }

  private boolean areLiveUpToDate() {
    return behind == Mark.NONE && sorted.isEmpty();
  }

  Mark.Standing standing() {
    int slow = areLiveUpToDate() ? late.size() : all.size();
    long first = sorted.isEmpty() ? behind : position + 1;
    return new Mark.Standing(all.size(), slow, Math.min(first, late.first()));
  }

  /// Moves the watchers on by a window; returns whether there may be more to do.
  boolean step() {
    if (!areLiveUpToDate() && !client.isReady()) {
      return false;
    }
    var due = hub.take(mark);
    behind = Math.min(behind, due.first());
    position = areLiveUpToDate() ? due.newest() : position;
    if (!client.isReady()) {
      return false;
    }
    sentBytes = 0;
    // In turn, so that a busy present does not keep the past waiting.
    lateFirst = !lateFirst;
    boolean moved = lateFirst && serveLate(due.newest());
    moved |= serveLive(due.newest());
    moved |= !lateFirst && serveLate(due.newest());
    return moved;
  }

  private boolean serveLive(long newest) {
    if (areLiveUpToDate()) {
      return false;
    }
    if (sorted.isEmpty()) {
      var window = recent(behind, newest);
      if (window == null) {
        leaveLog(newest);
        return true;
      }
      sorted = Delivery.of(window, live, hub.limits().window().bytes());
      behind = sorted.to() < newest ? sorted.to() + 1 : Mark.NONE;
    }
    while (client.isReady()) {
      var share = sorted.next();
      if (share == null) {
        break;
      }
      send(share, sorted.to());
    }
    position = sorted.isEmpty() ? sorted.to() : position;
    return true;
  }

  private Past.@Nullable Window recent(long from, long to) {
    return hub.store().events().read(from, to, hub.limits().window());
  }

  /// The log does not reach back any more to where live watchers have come.
  private void leaveLog(long newest) {
    for (var watcher : all) {
      if (watcher.next <= newest && !late.contains(watcher)) {
        live.remove(watcher.keys, watcher);
        watcher.next = Math.max(watcher.next, behind);
        late.add(watcher);
      }
    }
    behind = Mark.NONE;
  }

  private boolean serveLate(long newest) {
    if (late.isEmpty()) {
      return false;
    }
    return switch (pastOfLate(newest)) {
      case null -> reread.hasArrived();
      case Past.Compacted() -> {
        giveUp(hub.store().view().compactRevision());
        yield true;
      }
      case Past.Window window -> {
        deliver(window, newest);
        yield true;
      }
    };
  }

  /// From the first late cursor on; null if it must be read from the store first.
  private @Nullable Past pastOfLate(long newest) {
    if (reread.isAsked()) {
      return reread.take();
    }
    long from = late.first();
    var window = recent(from, newest);
    if (window == null) {
      reread.ask(from, newest);
    }
    return window;
  }

  private void giveUp(long compacted) {
    long gone = Math.min(compacted, hub.store().events().oldest());
    late.take(0, gone - 1).forEach(watcher -> overtaken.accept(watcher, compacted));
  }

  private void deliver(Past.Window window, long newest) {
    var delivery =
        Delivery.ofSome(
            window,
            late.byKey(),
            hub.limits().window().bytes(),
            watcher -> watcher.next >= window.from());
    for (var share = delivery.next(); share != null; share = delivery.next()) {
      if (!takesMore()) {
        return;
      }
      late.remove(share.watcher());
      send(share, delivery.to());
      add(share.watcher(), newest);
    }
    if (delivery.isComplete()) {
      for (var watcher : late.take(window.from(), delivery.to())) {
        watcher.next = delivery.to() + 1;
        add(watcher, newest);
      }
    }
  }

  /// Whether the client is sent more of what has been sorted for its watchers. A window's bytes go
  /// even if they pile up: sorting costs more than they do.
  private boolean takesMore() {
    return sentBytes < hub.limits().window().bytes() || client.isReady();
  }

  /// @param revision the last one that what is sent speaks of
  private void send(Delivery.Share share, long revision) {
    var watcher = share.watcher();
    replies.events(watcher, share.events(), hub.store().view(), revision);
    watcher.next = revision + 1;
    watcher.quiet = false;
    hub.sent(share.events().size());
    sentBytes += share.bytes();
  }
}
