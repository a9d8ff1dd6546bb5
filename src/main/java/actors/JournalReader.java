package actors;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import raft.Entry;

/// Reads entries back from the journal: for a follower that lags behind what the leader keeps in
/// memory, and for the end of the log when a member starts.
///
/// Asks the plugin for a few events at a time, since it answers without back-pressure. Serves one
/// request after the other; a gap or a damaged event stops it with [JournalDamaged].
final class JournalReader {

  sealed interface Message permits Fetch, Replayed {}

  /// Reads entries out of segments of the journal that follow one another; all of their events are
  /// checked up to where reading stops.
  ///
  /// @param fromIndex the first entry wanted
  /// @param maxBytes stop once this much is read; at least one entry is
  /// @param replyTo told what was found
  record Fetch(
      List<JournalIndex.Segment> segments,
      long fromIndex,
      long maxBytes,
      ActorRef<? super Journal.EntriesFound> replyTo)
      implements Message {}

  private record Replayed(JournalProtocol.Response response) implements Message {}

  private static final int MAX_WAITING = 1000;

  private final org.apache.pekko.actor.ActorRef journal;
  private final org.apache.pekko.actor.ActorRef self;
  private final StashBuffer<Message> waiting;
  private final int window;

  private JournalReader(ActorContext<Message> context, StashBuffer<Message> waiting, int window) {
    this.journal = plugin(context);
    this.self =
        Adapter.toClassic(context.messageAdapter(JournalProtocol.Response.class, Replayed::new));
    this.waiting = waiting;
    this.window = window;
  }

  /// @param window events asked for at a time
  static Behavior<Message> create(int window) {
    return Behaviors.withStash(
        MAX_WAITING,
        waiting -> Behaviors.setup(ctx -> new JournalReader(ctx, waiting, window).idle()));
  }

  /// The plugin that holds the journal. Internal to Pekko, but public in Java: the public query of
  /// LevelDB never ends if events are missing, and asks for a hundred of any size at a time.
  static org.apache.pekko.actor.ActorRef plugin(ActorContext<?> context) {
    return Persistence.get(Adapter.toClassic(context.getSystem()))
        .journalFor("", ConfigFactory.empty());
  }

  private Behavior<Message> idle() {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Fetch fetch -> new Reading(fetch).askForMore();
              case Replayed _ -> Behaviors.unhandled();
            });
  }

  /// One request being served.
  private final class Reading {

    private final Fetch fetch;
    private final Iterator<JournalIndex.Segment> segments;
    private final List<Entry> found = new ArrayList<>();
    private JournalIndex.Segment segment;
    private long nextNumber;
    private long askedUpTo;
    private long nextIndex;
    private long bytes;

    Reading(Fetch fetch) {
      this.fetch = fetch;
      this.segments = fetch.segments().iterator();
      this.segment = segments.next();
      this.nextNumber = segment.firstNumber();
      this.nextIndex = fetch.fromIndex();
    }

    Behavior<Message> askForMore() {
      askedUpTo = Math.min(nextNumber + window - 1, segment.lastNumber());
      journal.tell(
          new JournalProtocol.ReplayMessages(
              nextNumber, askedUpTo, window, JournalStore.PERSISTENCE_ID, self),
          self);
      return Behaviors.receiveMessage(this::onMessage);
    }

    private Behavior<Message> onMessage(Message message) {
      return switch (message) {
        case Fetch later -> {
          waiting.stash(later);
          yield Behaviors.same();
        }
        case Replayed(JournalProtocol.ReplayedMessage event) -> {
          take((JournalEvent) event.persistent().payload());
          yield Behaviors.same();
        }
        case Replayed(JournalProtocol.RecoverySuccess _) -> onAnswered();
        case Replayed(JournalProtocol.ReplayMessagesFailure failure) ->
            throw new JournalDamaged(
                "event " + nextNumber + " cannot be read: " + failure.cause().getMessage(),
                failure.cause());
        case Replayed _ -> Behaviors.unhandled();
      };
    }

    private void take(JournalEvent event) {
      if (event.number() != nextNumber) {
        throw missing();
      }
      nextNumber++;
      for (Entry entry : event.entries()) {
        boolean live = entry.index() >= nextIndex && entry.index() <= segment.lastIndex();
        if (live && (found.isEmpty() || bytes + entry.size() <= fetch.maxBytes())) {
          takeEntry(entry);
        }
      }
    }

    private void takeEntry(Entry entry) {
      if (entry.index() != nextIndex) {
        throw new JournalDamaged("entry " + nextIndex + " is missing, found " + entry.id());
      }
      found.add(entry);
      bytes += entry.size();
      nextIndex++;
    }

    private Behavior<Message> onAnswered() {
      if (nextNumber <= askedUpTo) {
        throw missing();
      }
      if (nextNumber <= segment.lastNumber() && !isFull()) {
        return askForMore();
      }
      if (segments.hasNext() && !isFull()) {
        segment = segments.next();
        return askForMore();
      }
      fetch.replyTo().tell(new Journal.EntriesFound(List.copyOf(found)));
      return waiting.unstash(idle(), 1, message -> message);
    }

    private boolean isFull() {
      return bytes >= fetch.maxBytes();
    }

    private JournalDamaged missing() {
      return new JournalDamaged("event " + nextNumber + " is missing");
    }
  }
}
