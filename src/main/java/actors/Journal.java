package actors;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.HardState;
import raft.MemberId;

/// Makes the log, the term and the vote durable, then delivers the messages that waited for it.
///
/// One write is in flight at a time; what arrives meanwhile is merged into the next one. So the
/// disk is busy without a timer, and the slower it is the more each write carries.
public final class Journal {

  public sealed interface Message permits Write, Read, Stored, EntriesFound {}

  /// Makes the changes durable, tells the Raft actor [Raft.Written] if there were entries, then
  /// delivers the messages. Promises that need the disk can thus not leave before it.
  ///
  /// @param hardState the term and vote to keep; null if unchanged
  /// @param entries contiguous; by definition they replace any suffix from their first index on
  /// @param whenDurable sent, in order, once all of this write is durable
  public record Write(
      @Nullable HardState hardState, List<Entry> entries, List<Delivery> whenDurable)
      implements Message {}

  /// Reads entries back that are no longer in memory; answered by [Raft.EntriesRead].
  ///
  /// @param fromIndex the first entry wanted
  /// @param maxBytes stop once this much is read; at least one entry is
  public record Read(long fromIndex, int maxBytes) implements Message {}

  /// The store under the journal holds the last event durably.
  record Stored() implements Message {}

  /// What a [Read] found.
  record EntriesFound(List<Entry> entries) implements Message {}

  /// A message that waits for a write.
  ///
  /// @param to the member it goes to; this member itself for its own vote
  public record Delivery(MemberId to, Raft.Rpc message) {}

  private final ActorRef<Message> self;
  private final ActorRef<Raft.Message> raft;
  private final Peers peers;
  private final ActorRef<JournalStore.Message> store;
  private final int maxBytes;
  private final Deque<Write> waiting = new ArrayDeque<>();

  private Journal(
      ActorRef<Message> self,
      ActorRef<Raft.Message> raft,
      Peers peers,
      ActorRef<JournalStore.Message> store,
      int maxBytes) {
    this.self = self;
    this.raft = raft;
    this.peers = peers;
    this.store = store;
    this.maxBytes = maxBytes;
  }

  /// @param raft told what was written and what was read
  /// @param peers takes the messages that waited, also those to this member itself
  /// @param store where events go, one at a time
  public static Behavior<Message> create(
      JournalSettings settings,
      ActorRef<Raft.Message> raft,
      Peers peers,
      ActorRef<JournalStore.Message> store) {
    return Behaviors.setup(
        context ->
            new Journal(context.getSelf(), raft, peers, store, settings.maxEventBytes()).idle());
  }

  private Behavior<Message> idle() {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Write write -> {
                waiting.add(write);
                yield writeNext();
              }
              case Read read -> onRead(read);
              case EntriesFound found -> onFound(found);
              case Stored _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Message> writing(Write inFlight) {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Write write -> {
                waiting.add(write);
                yield Behaviors.same();
              }
              case Read read -> onRead(read);
              case EntriesFound found -> onFound(found);
              case Stored _ -> onStored(inFlight);
            });
  }

  private Behavior<Message> onStored(Write durable) {
    if (!durable.entries().isEmpty()) {
      raft.tell(new Raft.Written(durable.entries().getLast().id()));
    }
    for (Delivery delivery : durable.whenDurable()) {
      peers.tell(delivery.to(), delivery.message());
    }
    return writeNext();
  }

  private Behavior<Message> writeNext() {
    if (waiting.isEmpty()) {
      return idle();
    }
    Write next = merge(waiting, maxBytes);
    if (next.hardState() == null && next.entries().isEmpty()) {
      return onStored(next);
    }
    store.tell(new JournalStore.Persist(next.hardState(), next.entries(), self));
    return writing(next);
  }

  private Behavior<Message> onRead(Read read) {
    store.tell(new JournalStore.Read(read.fromIndex(), read.maxBytes(), self));
    return Behaviors.same();
  }

  private Behavior<Message> onFound(EntriesFound found) {
    raft.tell(new Raft.EntriesRead(found.entries()));
    return Behaviors.same();
  }

  /// Takes the first write, and those after it that fit, as one.
  private static Write merge(Deque<Write> waiting, int maxBytes) {
    Write first = waiting.remove();
    long bytes = sizeOf(first.entries());
    Write second = waiting.peek();
    if (second == null || bytes + sizeOf(second.entries()) > maxBytes) {
      return first;
    }
    HardState hardState = first.hardState();
    var entries = new ArrayList<>(first.entries());
    var deliveries = new ArrayList<>(first.whenDurable());
    for (Write next = second; next != null; next = waiting.peek()) {
      bytes += sizeOf(next.entries());
      if (bytes > maxBytes) {
        break;
      }
      waiting.remove();
      hardState = next.hardState() != null ? next.hardState() : hardState;
      appendTo(entries, next.entries());
      deliveries.addAll(next.whenDurable());
    }
    return new Write(hardState, entries, deliveries);
  }

  /// Appends entries where they belong: what was to be written from their first index on is
  /// replaced before it reaches the disk.
  private static void appendTo(List<Entry> entries, List<Entry> later) {
    if (later.isEmpty()) {
      return;
    }
    if (!entries.isEmpty()) {
      long keep = later.getFirst().index() - entries.getFirst().index();
      if (keep > entries.size()) {
        throw new IllegalArgumentException(
            "a write from " + later.getFirst().id() + " after one up to " + entries.getLast().id());
      }
      entries.subList((int) Math.max(0, keep), entries.size()).clear();
    }
    entries.addAll(later);
  }

  private static long sizeOf(List<Entry> entries) {
    long size = 0;
    for (Entry entry : entries) {
      size += entry.size();
    }
    return size;
  }
}
