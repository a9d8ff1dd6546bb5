package service;

import actors.Raft;
import auth.Access;
import auth.Asker;
import auth.LeaseKeys;
import auth.Rules;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcd.EtcdException;
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

  /// Proposes what a caller asks for, if it may; whether it still may is looked at again when the
  /// proposal is applied. Ends as [#admit] and [#propose] do.
  public <R> CompletableFuture<R> propose(
      Proposal.Builder request, Caller caller, Function<Message, R> finish) {
    if (Permissions.isInside(caller)) {
      return propose(request, finish);
    }
    var state = member.permissions().state();
    if (!state.enabled()) {
      return propose(request.setAuthRevision(state.revision()), finish);
    }
    var asked = request.build();
    return admit(
        caller,
        access -> Rules.check(access, asked, LeaseKeys.NONE),
        access -> propose(signed(asked, access), finish));
  }

  /// A proposal that says who asks.
  private static Proposal.Builder signed(Proposal request, Access access) {
    return switch (access.asker()) {
      case Asker.Inside _ -> request.toBuilder();
      case Asker.Stranger _ -> request.toBuilder().setAuthRevision(access.state().revision());
      case Asker.Named(var name, var revision) ->
          request.toBuilder().setUser(name).setAuthRevision(revision);
    };
  }

  /// Goes on with what a caller wants if a rule allows it.
  ///
  /// This member may lag behind a permission, or a token, that another has given already: so what
  /// it would refuse it looks at again once it knows that it has caught up. Ends with what `goOn`
  /// ends with, as [auth.Access] refuses, with INVALID_AUTH_TOKEN, or as [#read] does.
  public <R> CompletableFuture<R> admit(
      Caller caller, Consumer<Access> rule, Function<Access, CompletableFuture<R>> goOn) {
    Access access;
    try {
      access = allowed(caller, rule);
    } catch (EtcdException refused) {
      return mayPass(refused, caller)
          ? read(new LinearizableRead<>(() -> allowed(caller, rule), caller.thread()))
              .thenCompose(goOn)
          : CompletableFuture.failedFuture(refused);
    }
    return goOn.apply(access);
  }

  private Access allowed(Caller caller, Consumer<Access> rule) {
    var access = member.permissions().of(caller);
    rule.accept(access);
    return access;
  }

  private boolean mayPass(EtcdException refused, Caller caller) {
    return switch (refused.error()) {
      case PERMISSION_DENIED, USER_EMPTY -> true;
      case INVALID_AUTH_TOKEN -> member.permissions().isAhead(caller, member.views());
      default -> false;
    };
  }

  /// Proposes what the members themselves ask for, who may do everything; ends when this member has
  /// applied it.
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

  private Raft.Proposals takeProposals() {
    return new WaitingProposals(proposals.take());
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
