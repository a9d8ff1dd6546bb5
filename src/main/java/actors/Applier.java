package actors;

import actors.Applier.Message;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import etcd.EtcdException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import mvcc.Batch;
import mvcc.Store;
import mvcc.View;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import proposal.PendingReplies;
import proposal.wire.Proposal;
import raft.Entry;

/// Applies committed entries to the store in order, one atomic batch for all that came together,
/// and answers the waiters of this member.
///
/// The answer is given after the batch is in the store, so that a client reads its own write.
public final class Applier extends ExtensibleBehavior<Message> {

  /// Anything the applier receives.
  public sealed interface Message permits Apply, ReadAt, Sync, WhenScrubbed, CompactSlice {}

  /// Applies entries; tells the Raft actor [Raft.Applied] afterwards.
  ///
  /// @param entries contiguous, committed and durable here; the first follows the last applied
  public record Apply(List<Entry> entries) implements Message {}

  /// Serves reads once the log up to `index` is applied (thesis §6.4).
  public record ReadAt(long index, Raft.Reads reads) implements Message {}

  /// Makes all that is applied survive a crash of the machine.
  ///
  /// @param synced is given the view that is now safe, on the applier's thread
  public record Sync(Consumer<View> synced) implements Message {}

  /// Runs `done` once all that the compactions until now made unreadable is off the disk.
  public record WhenScrubbed(Runnable done) implements Message {}

  /// Removes a little of what a compaction made unreadable, then lets others have their turn.
  enum CompactSlice implements Message {
    TURN
  }

  /// Where the applier's answers and notices go.
  ///
  /// @param raft the Raft actor of this member
  /// @param replies the clients that wait here
  /// @param watcher hears what was applied
  public record Outlets(ActorRef<Raft.Message> raft, PendingReplies replies, Watcher watcher) {}

  /// Hears what is applied. Called on the applier's thread: must not block.
  public interface Watcher {

    /// A proposal was applied, or refused by the store.
    ///
    /// @param answer the store's; null if it refused
    /// @param nanos how long it took, in nanoseconds
    void applied(Proposal proposal, @Nullable MessageLite answer, long nanos);

    /// What was applied together was written to the store.
    ///
    /// @param nanos how long it took, in nanoseconds
    void committed(long nanos);
  }

  private static final int COMPACT_SLICE_ROWS = 1000;

  private final ActorRef<Message> self;
  private final Store store;
  private final StateMachine machine;
  private final Outlets outlets;
  private final Answers answers;
  private final PriorityQueue<ReadAt> waiting =
      new PriorityQueue<>((a, b) -> Long.compare(a.index(), b.index()));
  private final List<WhenScrubbed> waitingForScrub = new ArrayList<>();
  private long lastApplied;
  private boolean compacting;

  private Applier(ActorRef<Message> self, Store store, StateMachine machine, Outlets outlets) {
    this.self = self;
    this.store = store;
    this.machine = machine;
    this.outlets = outlets;
    this.answers = new Answers(outlets.replies());
    this.lastApplied = store.appliedIndex();
  }

  /// An applier that goes on where the store stands.
  public static Behavior<Message> create(Store store, StateMachine machine, Outlets outlets) {
    return Behaviors.setup(
        context -> {
          var applier = new Applier(context.getSelf(), store, machine, outlets);
          applier.compactLater();
          return applier;
        });
  }

  @Override
  public Behavior<Message> receive(TypedActorContext<Message> context, Message message) {
    switch (message) {
      case Apply apply -> onApply(apply.entries());
      case ReadAt read -> onReadAt(read);
      case Sync sync -> onSync(sync);
      case WhenScrubbed waiter -> onWhenScrubbed(waiter);
      case CompactSlice _ -> onCompactSlice();
    }
    return this;
  }

  /// A sibling that ends takes this actor with it: they share one life.
  @Override
  public Behavior<Message> receiveSignal(TypedActorContext<Message> context, Signal signal) {
    return Siblings.onSignal(signal);
  }

  private void onApply(List<Entry> entries) {
    Batch batch = store.begin();
    for (Entry entry : entries) {
      apply(batch, entry);
    }
    Entry last = entries.getLast();
    long began = System.nanoTime();
    batch.commit(last.index(), last.term());
    lastApplied = last.index();
    outlets.watcher().committed(System.nanoTime() - began);
    machine.committed();
    answers.give();
    outlets.raft().tell(new Raft.Applied(lastApplied));
    serveReads();
  }

  private void apply(Batch batch, Entry entry) {
    if (entry.index() <= lastApplied) {
      throw new IllegalStateException("entry " + entry.id() + " after " + lastApplied);
    }
    switch (entry.kind()) {
      case NO_OP -> {}
      case PROPOSAL -> applyTimed(batch, parse(entry));
    }
  }

  private static Proposal parse(Entry entry) {
    try {
      return Proposal.parseFrom(entry.data());
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("entry " + entry.id() + " is no proposal", damaged);
    }
  }

  private void applyTimed(Batch batch, Proposal proposal) {
    long began = System.nanoTime();
    var answer = apply(batch, proposal);
    outlets.watcher().applied(proposal, answer, System.nanoTime() - began);
  }

  private @Nullable MessageLite apply(Batch batch, Proposal proposal) {
    try {
      var answer = machine.apply(batch, proposal);
      answers.add(proposal, answer);
      if (proposal.hasCompaction()) {
        compactLater();
      }
      return answer;
    } catch (EtcdException refused) {
      answers.refuse(proposal, refused);
      return null;
    }
  }

  // -- reads

  private void onReadAt(ReadAt read) {
    if (read.index() <= lastApplied) {
      read.reads().serve();
    } else {
      waiting.add(read);
    }
  }

  private void serveReads() {
    while (!waiting.isEmpty() && waiting.peek().index() <= lastApplied) {
      waiting.remove().reads().serve();
    }
  }

  private void onSync(Sync sync) {
    store.sync();
    sync.synced().accept(store.view());
  }

  // -- compaction

  private void compactLater() {
    if (!compacting) {
      compacting = true;
      self.tell(CompactSlice.TURN);
    }
  }

  private void onWhenScrubbed(WhenScrubbed waiter) {
    waitingForScrub.add(waiter);
    compactLater();
  }

  private void onCompactSlice() {
    compacting = false;
    if (store.compactSlice(COMPACT_SLICE_ROWS)) {
      compactLater();
    } else {
      waitingForScrub.forEach(waiter -> waiter.done().run());
      waitingForScrub.clear();
    }
  }

  /// Answers that wait for their batch to be in the store.
  private static final class Answers {
    private final PendingReplies replies;
    private final ArrayList<Runnable> due = new ArrayList<>();

    Answers(PendingReplies replies) {
      this.replies = replies;
    }

    void add(Proposal proposal, com.google.protobuf.Message response) {
      if (replies.isAwaited(proposal.getId())) {
        due.add(() -> replies.complete(proposal.getId(), response));
      }
    }

    void refuse(Proposal proposal, EtcdException refused) {
      if (replies.isAwaited(proposal.getId())) {
        due.add(() -> replies.fail(proposal.getId(), refused));
      }
    }

    void give() {
      due.forEach(Runnable::run);
      due.clear();
    }
  }
}
