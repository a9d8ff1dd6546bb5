package service;

import actors.Raft;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcd.EtcdException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import proposal.LinearizableRead;
import proposal.PendingReplies;
import proposal.ProposalQueue;
import proposal.ReadQueue;
import proposal.wire.Proposal;

/// Where client requests enter Raft: the queues of proposals and reads, and the bell that calls the
/// Raft actor to them. Thread-safe; shared by all doors of a member.
public final class Entrance {

  private final MemberContext member;
  private final PendingReplies pending;
  private final ProposalQueue proposals;
  private final ReadQueue reads;
  private final Admission admission;

  /// An entrance to the Raft actor.
  ///
  /// @param pending who waits for proposals; the applier answers through the same object
  /// @param raft tells the Raft actor of this member
  public Entrance(MemberContext member, PendingReplies pending, Consumer<Raft.Local> raft) {
    this(member, pending, raft, Admission.ALL);
  }

  /// An entrance that not everything may pass.
  public Entrance(
      MemberContext member,
      PendingReplies pending,
      Consumer<Raft.Local> raft,
      Admission admission) {
    this.admission = admission;
    this.member = member;
    this.pending = pending;
    var limits = member.limits();
    // The sources are this object's own queues, so they are named before they exist.
    var propose = new Raft.Propose(this::takeProposals);
    proposals =
        new ProposalQueue(limits.maxPending(), limits.maxQueuedBytes(), () -> raft.accept(propose));
    var read = new Raft.Read(this::takeReads);
    reads =
        new ReadQueue(
            limits.maxPending(),
            limits.requestTimeout(),
            System::nanoTime,
            () -> raft.accept(read));
  }

  /// Proposes a request; ends when this member has applied it.
  ///
  /// Ends with what [Admission] refuses with, TOO_MANY_REQUESTS, REQUEST_TOO_LARGE, what the store
  /// refuses with, one of the three TIMEOUT errors (the write may still happen), or STOPPED.
  ///
  /// @param request the proposal without its id
  /// @param finish makes the client's answer of the store's
  public <R> CompletableFuture<R> propose(Proposal.Builder request, Function<Message, R> finish) {
    var refused = admission.refuse(this, request);
    return refused == null
        ? admitted(request, finish)
        : refused.thenCompose(error -> CompletableFuture.failedFuture(error.exception()));
  }

  private <R> CompletableFuture<R> admitted(Proposal.Builder request, Function<Message, R> finish) {
    try {
      refuseIfBehind();
      var reply = pending.register(finish);
      try {
        var encoded = request.setId(reply.id()).build().toByteString();
        if (encoded.size() > member.limits().maxRequestBytes()) {
          throw EtcdError.REQUEST_TOO_LARGE.exception();
        }
        proposals.submit(encoded, reply);
      } catch (EtcdException refused) {
        pending.fail(reply.id(), refused);
      }
      return reply;
    } catch (EtcdException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /// Lets a read wait for its read index.
  ///
  /// It ends with what it read, with LEADER_CHANGED, TIMEOUT, TOO_MANY_REQUESTS or STOPPED.
  public <R> CompletableFuture<R> read(LinearizableRead<R> read) {
    try {
      reads.submit(read);
      return read;
    } catch (EtcdException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /// Lets a quorum confirm who leads; ends, on the thread that applies entries, when this member
  /// has applied all that was committed before. Fails as [#read] does.
  public CompletableFuture<Boolean> confirm() {
    return read(new LinearizableRead<>(() -> true, Runnable::run));
  }

  /// Fails the requests whose time is over; to be called a few times a second.
  public void sweep() {
    pending.sweep();
    reads.sweep();
  }

  /// Fails all requests, and those to come, with STOPPED.
  public void stop() {
    pending.stop();
    reads.stop();
  }

  /// How many linearizable reads failed: etcd's `read_indexes_failed_total`.
  public long readsFailed() {
    return reads.failed();
  }

  private List<ByteString> takeProposals() {
    return proposals.take();
  }

  private Raft.Reads takeReads() {
    return new WaitingReads(reads.take());
  }

  /// etcd's back-pressure: what is committed but not applied must stay few.
  private void refuseIfBehind() {
    var status = member.status().get();
    if (status.commitIndex() - status.lastApplied() > member.limits().maxApplyLag()) {
      throw EtcdError.TOO_MANY_REQUESTS.exception();
    }
  }
}
