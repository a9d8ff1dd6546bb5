package service;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.PutRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnResponse;
import java.util.concurrent.CompletableFuture;
import v3electionpb.CampaignRequest;
import v3electionpb.CampaignResponse;
import v3electionpb.LeaderKey;
import v3electionpb.LeaderRequest;
import v3electionpb.LeaderResponse;
import v3electionpb.ProclaimRequest;
import v3electionpb.ProclaimResponse;
import v3electionpb.ResignRequest;
import v3electionpb.ResignResponse;

/// etcd's Election service (https://etcd.io/docs/latest/dev-guide/api_concurrency_reference_v3/)
/// without a transport: elections among clients, not those of the members.
///
/// All its failures arrive with the code UNKNOWN. The `rev` of a leader key is a fencing token.
public final class Elections {

  private final WaitingLine.Ground ground;
  private final WaitingLine line;

  /// The door to a member's elections.
  public Elections(WaitingLine.Ground ground) {
    this.ground = ground;
    this.line = new WaitingLine(ground);
  }

  /// Ends when the caller leads. Campaigning again with the same lease sets the value only. Whoever
  /// cancels leaves the line.
  ///
  /// Fails with ELECTION_NOT_LEADER when the lease ended meanwhile, and as writes do.
  public CompletableFuture<CampaignResponse> campaign(CampaignRequest request, Caller caller) {
    var name = request.getName();
    return WaitingLine.answer(
        answer ->
            line.session(request.getLease(), caller)
                .thenCompose(lease -> line.enter(name, lease, request.getValue(), caller))
                .thenCompose(place -> restate(place, request.getValue(), caller))
                .thenCompose(
                    place ->
                        line.await(name, place, EtcdError.ELECTION_NOT_LEADER, answer, caller)
                            .thenApply(_ -> campaigned(name, place))));
  }

  private CompletableFuture<WaitingLine.Place> restate(
      WaitingLine.Place place, ByteString value, Caller caller) {
    return place.before() == null || place.before().getValue().equals(value)
        ? CompletableFuture.completedFuture(place)
        : put(place.key(), place.revision(), value, place.lease(), caller).thenApply(_ -> place);
  }

  /// Under the header of the answer that said that the place is taken, as from etcd, however long
  /// ago that was.
  private static CampaignResponse campaigned(ByteString name, WaitingLine.Place place) {
    var leader =
        LeaderKey.newBuilder()
            .setName(name)
            .setKey(place.key())
            .setRev(place.revision())
            .setLease(place.lease());
    return CampaignResponse.newBuilder().setHeader(place.header()).setLeader(leader).build();
  }

  /// Changes the leader's value.
  ///
  /// Fails with MISSING_LEADER_KEY, ELECTION_NOT_LEADER and as writes do.
  public CompletableFuture<ProclaimResponse> proclaim(ProclaimRequest request, Caller caller) {
    if (!request.hasLeader()) {
      return CompletableFuture.failedFuture(EtcdError.MISSING_LEADER_KEY.exception());
    }
    var leader = request.getLeader();
    return WaitingLine.answer(
        _ ->
            line.session(leader.getLease(), caller)
                .thenCompose(
                    lease ->
                        put(leader.getKey(), leader.getRev(), request.getValue(), lease, caller))
                .thenApply(
                    done -> ProclaimResponse.newBuilder().setHeader(done.getHeader()).build()));
  }

  private CompletableFuture<TxnResponse> put(
      ByteString key, long revision, ByteString value, long lease, Caller caller) {
    var put = PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease);
    return line.guarded(key, revision, RequestOp.newBuilder().setRequestPut(put), caller)
        .thenApply(
            answer -> {
              if (!answer.getSucceeded()) {
                throw EtcdError.ELECTION_NOT_LEADER.exception();
              }
              return answer;
            });
  }

  /// Says who leads.
  ///
  /// Fails with ELECTION_NO_LEADER and as reads do.
  public CompletableFuture<LeaderResponse> leader(LeaderRequest request, Caller caller) {
    return WaitingLine.answer(
        _ ->
            ground
                .kv()
                .range(WaitingLine.first(request.getName()), caller)
                .thenApply(
                    first -> {
                      if (first.getKvsCount() == 0) {
                        throw EtcdError.ELECTION_NO_LEADER.exception();
                      }
                      return LeaderResponse.newBuilder()
                          .setHeader(first.getHeader())
                          .setKv(first.getKvs(0))
                          .build();
                    }));
  }

  /// Says who leads, and what the leader says, from now on.
  public Inflow<LeaderRequest> observe(Outflow<LeaderResponse> client, Caller caller) {
    return new Observation(ground, client, caller);
  }

  /// Gives leadership, or a place in the line, up. Who has none is done.
  ///
  /// Fails with MISSING_LEADER_KEY and as writes do.
  public CompletableFuture<ResignResponse> resign(ResignRequest request, Caller caller) {
    if (!request.hasLeader()) {
      return CompletableFuture.failedFuture(EtcdError.MISSING_LEADER_KEY.exception());
    }
    var leader = request.getLeader();
    return WaitingLine.answer(
        _ ->
            line.leave(leader.getKey(), leader.getRev(), caller)
                .thenApply(
                    done -> ResignResponse.newBuilder().setHeader(done.getHeader()).build()));
  }
}
