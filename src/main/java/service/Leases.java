package service;

import actors.Lessor;
import auth.Access;
import auth.Rules;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseLeasesResponse;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseRevokeResponse;
import etcdserverpb.LeaseStatus;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.LeaseTimeToLiveResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import lease.LeaseAnswer;
import lease.LeaseQuestion;
import lease.LeaseTable;
import lease.LeaseTimes;
import proposal.LinearizableRead;
import proposal.wire.Proposal;

/// etcd's Lease service (https://etcd.io/docs/latest/learning/api/#lease-api) without a transport.
///
/// Grants and revocations go through the log. The rest is answered by whoever leads, from memory,
/// after a quorum has confirmed it. Futures end with an [etcd.EtcdException] when a request is
/// refused.
///
/// A lease alone does not exclude: its owner may believe in it after its end. Whoever guards
/// something by a key under a lease hands the key's create revision on, and what is guarded refuses
/// a lower one than it has seen.
public final class Leases {

  /// What TimeToLive says of a lease that is not there.
  private static final long UNKNOWN = -1;

  /// What the service stands on.
  ///
  /// @param lessor tells this member's lessor
  /// @param ids makes ids for leases whose clients want none: positive, never repeated
  /// @param maxWaitingPerStream renewals of one stream that may wait for their answer
  public record Ground(
      LeaseTable table, Consumer<Lessor.Local> lessor, LongSupplier ids, int maxWaitingPerStream) {}

  private final MemberContext member;
  private final Entrance entrance;
  private final Ground ground;
  private final Headers headers;

  /// The door to a member's leases.
  public Leases(MemberContext member, Entrance entrance, Ground ground) {
    this.member = member;
    this.entrance = entrance;
    this.ground = ground;
    this.headers = new Headers(member);
  }

  /// Grants a lease, for at least the shortest time there is.
  ///
  /// Fails with LEASE_TTL_TOO_LARGE, LEASE_EXISTS and as all writes do.
  public CompletableFuture<LeaseGrantResponse> grant(LeaseGrantRequest request, Caller caller) {
    if (request.getTTL() > LeaseTimes.MAX_TTL) {
      return CompletableFuture.failedFuture(EtcdError.LEASE_TTL_TOO_LARGE.exception());
    }
    long id = request.getID() == 0 ? ground.ids.getAsLong() : request.getID();
    long ttl = Math.max(request.getTTL(), LeaseTimes.minTtl(member.limits().electionTimeout()));
    var grant = LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl);
    return entrance.propose(Proposal.newBuilder().setLeaseGrant(grant), caller, this::granted);
  }

  private LeaseGrantResponse granted(Message applied) {
    var response = (LeaseGrantResponse) applied;
    return response.toBuilder().setHeader(headers.like(response.getHeader())).build();
  }

  /// Ends a lease and deletes its keys.
  ///
  /// Fails with LEASE_NOT_FOUND and as all writes do.
  public CompletableFuture<LeaseRevokeResponse> revoke(LeaseRevokeRequest request, Caller caller) {
    return entrance.propose(Proposal.newBuilder().setLeaseRevoke(request), caller, this::revoked);
  }

  private LeaseRevokeResponse revoked(Message applied) {
    var response = (LeaseRevokeResponse) applied;
    return response.toBuilder().setHeader(headers.like(response.getHeader())).build();
  }

  /// Says how much time a lease has, and which keys. A lease that is not there is no error: it has
  /// -1 s.
  public CompletableFuture<LeaseTimeToLiveResponse> timeToLive(
      LeaseTimeToLiveRequest request, Caller caller) {
    var question = new LeaseQuestion(LeaseQuestion.Kind.TIME_TO_LIVE, request.getID());
    return entrance
        .admit(caller, Access::requireUser, _ -> ask(question))
        .thenCompose(
            answer ->
                switch (answer) {
                  case LeaseAnswer.Alive alive -> alive(request, alive, caller);
                  case LeaseAnswer.Gone _, LeaseAnswer.Busy _ ->
                      CompletableFuture.completedFuture(
                          timeToLive(request.getID()).setTTL(UNKNOWN).build());
                });
  }

  private CompletableFuture<LeaseTimeToLiveResponse> alive(
      LeaseTimeToLiveRequest request, LeaseAnswer.Alive alive, Caller caller) {
    var response = timeToLive(request.getID()).setTTL(alive.ttl()).setGrantedTTL(alive.granted());
    return request.getKeys()
        ? entrance.read(
            new LinearizableRead<>(
                () -> {
                  var keys = List.copyOf(ground.table.keys(request.getID()));
                  return member
                      .permissions()
                      .read(
                          caller,
                          access -> Rules.checkLeaseRead(access, keys),
                          () -> response.addAllKeys(keys).build());
                },
                caller.thread()))
        : CompletableFuture.completedFuture(response.build());
  }

  private LeaseTimeToLiveResponse.Builder timeToLive(long id) {
    return LeaseTimeToLiveResponse.newBuilder()
        .setHeader(headers.at(member.views().get().revision()))
        .setID(id);
  }

  /// Lists the leases that this member knows, the one that ends first in front as far as it can
  /// tell; for those who may read the keys of all of them. Not linearizable.
  public CompletableFuture<LeaseLeasesResponse> leases(LeaseLeasesRequest request, Caller caller) {
    return entrance
        .admit(
            caller,
            Access::requireUser,
            _ -> {
              var ids = new CompletableFuture<List<Long>>();
              ground.lessor.accept(new Lessor.AskAll(ids));
              return ids;
            })
        .thenApply(
            all ->
                member
                    .permissions()
                    .read(
                        caller,
                        access ->
                            all.forEach(id -> Rules.checkLeaseRead(access, ground.table.keys(id))),
                        () -> list(all)));
  }

  private LeaseLeasesResponse list(List<Long> ids) {
    var response = LeaseLeasesResponse.newBuilder().setHeader(headers.now());
    ids.forEach(id -> response.addLeases(LeaseStatus.newBuilder().setID(id)));
    return response.build();
  }

  /// Renews a lease. One that is not there, or no longer, is no error: it has 0 s.
  public CompletableFuture<LeaseKeepAliveResponse> keepAliveOnce(
      LeaseKeepAliveRequest request, Caller caller) {
    // Before the renewal: what happens to the keys meanwhile is not in the header's revision.
    var response =
        LeaseKeepAliveResponse.newBuilder()
            .setHeader(headers.at(member.views().get().revision()))
            .setID(request.getID());
    return entrance
        .admit(
            caller,
            access -> Rules.checkLease(access, ground.table.keys(request.getID())),
            _ -> ask(new LeaseQuestion(LeaseQuestion.Kind.RENEW, request.getID())))
        .thenApply(
            answer ->
                switch (answer) {
                  case LeaseAnswer.Alive alive -> response.setTTL(alive.ttl()).build();
                  case LeaseAnswer.Gone _, LeaseAnswer.Busy _ -> response.build();
                });
  }

  /// Renews leases, one answer for each request in their order.
  public Inflow<LeaseKeepAliveRequest> keepAlive(
      Outflow<LeaseKeepAliveResponse> client, Caller caller) {
    return new KeepAlives(
        client,
        caller.thread(),
        request -> keepAliveOnce(request, caller),
        ground.maxWaitingPerStream);
  }

  private CompletableFuture<LeaseAnswer> ask(LeaseQuestion question) {
    var answer = new CompletableFuture<LeaseAnswer>();
    ground.lessor.accept(new Lessor.Ask(question, answer));
    return answer;
  }
}
