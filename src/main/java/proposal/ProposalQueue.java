package proposal;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscArrayQueue;

/// Encoded proposals on their way to the Raft actor.
///
/// Any thread submits, one takes. Only the first submission after a take wakes the actor, so one
/// message serves all that arrived meanwhile. What nobody waits for any more is not proposed: after
/// a time without leader there would be much of it, and its clients have tried again.
public final class ProposalQueue {

  private final MpscArrayQueue<Reply<?>> queue;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final long maxBytes;
  private final Runnable wake;

  /// An empty queue.
  ///
  /// @param maxCount how many proposals may wait, rounded up to a power of two
  /// @param maxBytes how many bytes they may have together
  /// @param wake tells the Raft actor to take
  public ProposalQueue(int maxCount, long maxBytes, Runnable wake) {
    this.queue = new MpscArrayQueue<>(maxCount);
    this.maxBytes = maxBytes;
    this.wake = wake;
  }

  /// Adds a proposal at the end.
  ///
  /// Fails with TOO_MANY_REQUESTS when the queue is full.
  ///
  /// @param reply who waits for it
  public void submit(ByteString proposal, Reply<?> reply) {
    reply.keep(proposal);
    if (bytes.addAndGet(proposal.size()) > maxBytes || !queue.offer(reply)) {
      bytes.addAndGet(-proposal.size());
      throw EtcdError.TOO_MANY_REQUESTS.exception();
    }
    if (!awake.get() && awake.compareAndSet(false, true)) {
      wake.run();
    }
  }

  /// Takes all that wait, oldest first; for the Raft actor alone.
  public Batch take() {
    awake.set(false);
    var taken = new ArrayList<Taken>(queue.size());
    long size = 0;
    for (var next = queue.poll(); next != null; next = queue.poll()) {
      var proposal = next.release();
      size += proposal.size();
      if (!next.isDone()) {
        taken.add(new Taken(next, proposal));
      }
    }
    bytes.addAndGet(-size);
    return new Batch(taken);
  }

  /// How many wait.
  public int size() {
    return queue.size();
  }

  private record Taken(Reply<?> reply, ByteString proposal) {}

  /// Proposals that were taken together, each until it is answered or given up. Not thread-safe;
  /// owned by the Raft actor.
  public static final class Batch {

    private final List<Taken> taken;

    /// Before it nobody waits any more.
    private int first;

    private Batch(List<Taken> taken) {
      this.taken = taken;
    }

    /// The proposals that someone still waits for, oldest first.
    public List<ByteString> awaited() {
      var awaited = new ArrayList<ByteString>(taken.size() - first);
      for (Taken one : taken.subList(first, taken.size())) {
        if (!one.reply().isDone()) {
          awaited.add(one.proposal());
        }
      }
      return awaited;
    }

    /// Whether nobody waits any more.
    public boolean isOver() {
      while (first < taken.size() && taken.get(first).reply().isDone()) {
        first++;
      }
      return first == taken.size();
    }
  }
}
