package service;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeStreamResponse;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;
import v3electionpb.CampaignRequest;
import v3electionpb.LeaderKey;
import v3electionpb.LeaderRequest;
import v3electionpb.LeaderResponse;
import v3electionpb.ProclaimRequest;
import v3electionpb.ResignRequest;
import v3lockpb.LockRequest;
import v3lockpb.UnlockRequest;

/// Whatever a user may ask of keys, one thing after the other, drawn at random. Each says what its
/// answer gave away or changed, and fails if it was refused.
final class UserActs {

  private static final long PATIENCE_SECONDS = 30;
  private static final PutRequest ANY = PutRequest.getDefaultInstance();

  private final LoneMember member;
  private final RandomTxns draw;
  private final Random random;
  private final Caller user;
  private final Needs needs;
  private final KeyValue newest;

  /// @param user whose thread is its own
  /// @param needs what is there now
  /// @param newest what was put last
  UserActs(LoneMember member, Random random, Caller user, Needs needs, KeyValue newest) {
    this.member = member;
    this.newest = newest;
    this.random = random;
    this.draw = new RandomTxns(random, needs.leases().keySet());
    this.user = user;
    this.needs = needs;
  }

  /// What can be asked for.
  enum Act {
    TXN,
    RANGE,
    PUT,
    DELETE,
    STREAM,
    WATCH,
    GRANT,
    REVOKE,
    RENEW,
    TIME_TO_LIVE,
    LEASES,
    LOCK,
    UNLOCK,
    CAMPAIGN,
    PROCLAIM,
    LEADER,
    OBSERVE,
    RESIGN
  }

  Needs run(Act act) {
    return switch (act) {
      case TXN -> {
        var txn = draw.txn(2);
        yield needs.txn(txn, member.kv().txn(txn, user).join());
      }
      case RANGE -> {
        var range = draw.range();
        yield needs
            .reads(range.getKey(), range.getRangeEnd())
            .told(member.kv().range(range, user).join());
      }
      case PUT -> {
        var put = draw.put();
        var answer = member.kv().put(put, user).join();
        yield needs.put(put).told(List.of(answer.getPrevKv()));
      }
      case DELETE -> {
        var delete = draw.delete();
        var answer = member.kv().deleteRange(delete, user).join();
        yield needs.delete(delete).told(answer.getPrevKvsList());
      }
      case STREAM -> stream();
      case WATCH -> watch();
      case GRANT, REVOKE, RENEW, TIME_TO_LIVE, LEASES -> ofLeases(act);
      case LOCK, UNLOCK, CAMPAIGN, PROCLAIM, LEADER, OBSERVE, RESIGN -> ofLines(act);
    };
  }

  private Needs ofLeases(Act act) {
    long id = draw.lease();
    var leases = member.leases();
    return switch (act) {
      case REVOKE -> {
        var unused = leases.revoke(LeaseRevokeRequest.newBuilder().setID(id).build(), user).join();
        yield needs.writesLease(id);
      }
      case RENEW -> {
        var answer =
            leases.keepAliveOnce(LeaseKeepAliveRequest.newBuilder().setID(id).build(), user).join();
        yield answer.getTTL() > 0 ? needs.writesLease(id) : needs;
      }
      case TIME_TO_LIVE -> {
        boolean keys = random.nextBoolean();
        var request = LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build();
        var answer = leases.timeToLive(request, user).join();
        answer.getKeysList().forEach(key -> needs.read().add(key.toStringUtf8()));
        yield keys ? needs.readsLease(id) : needs;
      }
      case LEASES -> {
        var answer = leases.leases(LeaseLeasesRequest.getDefaultInstance(), user).join();
        answer.getLeasesList().forEach(lease -> needs.readsLease(lease.getID()));
        yield needs;
      }
      default -> {
        var unused = leases.grant(LeaseGrantRequest.newBuilder().setTTL(600).build(), user).join();
        yield needs;
      }
    };
  }

  /// Locks and elections: of names where nobody waits, so that each ends at once.
  private Needs ofLines(Act act) {
    var name = act == Act.LOCK || act == Act.CAMPAIGN ? draw.key() : taken();
    var first = first(name);
    return switch (act) {
      case LOCK -> {
        require(first == null);
        var request = LockRequest.newBuilder().setName(name).setLease(draw.lease()).build();
        var answer = member.locks().lock(request, user).join();
        var put = ANY.toBuilder().setKey(answer.getKey()).setLease(request.getLease());
        yield needs.put(put.build());
      }
      case UNLOCK -> {
        var key = first == null ? name : first.getKey();
        var unused =
            member.locks().unlock(UnlockRequest.newBuilder().setKey(key).build(), user).join();
        yield needs.delete(DeleteRangeRequest.newBuilder().setKey(key).build());
      }
      case CAMPAIGN -> {
        require(first == null);
        var request = CampaignRequest.newBuilder().setName(name).setLease(draw.lease());
        var answer = member.elections().campaign(request.build(), user).join();
        var put = ANY.toBuilder().setKey(answer.getLeader().getKey()).setLease(request.getLease());
        yield needs.put(put.build());
      }
      default -> {
        require(first != null);
        yield act == Act.OBSERVE ? observe(name) : ofLeader(act, first);
      }
    };
  }

  private static void require(boolean isPossible) {
    if (!isPossible) {
      throw new IllegalStateException("not now");
    }
  }

  /// A name that somebody has, or any if there is none.
  private ByteString taken() {
    var lines = needs.keys().stream().filter(key -> key.contains("/")).toList();
    return lines.isEmpty()
        ? draw.key()
        : ByteString.copyFromUtf8(lines.get(random.nextInt(lines.size())).substring(0, 1));
  }

  private Needs ofLeader(Act act, KeyValue first) {
    var name = first.getKey().substring(0, 1);
    var elections = member.elections();
    var leader =
        LeaderKey.newBuilder()
            .setName(name)
            .setKey(first.getKey())
            .setRev(first.getCreateRevision())
            .setLease(first.getLease());
    switch (act) {
      case PROCLAIM -> {
        var unused =
            elections.proclaim(ProclaimRequest.newBuilder().setLeader(leader).build(), user).join();
        return needs.put(ANY.toBuilder().setKey(first.getKey()).setLease(first.getLease()).build());
      }
      case RESIGN -> {
        var unused =
            elections.resign(ResignRequest.newBuilder().setLeader(leader).build(), user).join();
        return needs.delete(DeleteRangeRequest.newBuilder().setKey(first.getKey()).build());
      }
      default -> {
        var answer =
            elections.leader(LeaderRequest.newBuilder().setName(name).build(), user).join();
        return needs.told(List.of(answer.getKv()));
      }
    }
  }

  /// The key of whoever has a name, which anybody who looks from inside can see.
  private @Nullable KeyValue first(ByteString name) {
    var range = WaitingLine.first(name);
    var line = member.kv().range(range).join().getKvsList();
    return line.isEmpty() ? null : line.getFirst();
  }

  private Needs observe(ByteString name) {
    var request = LeaderRequest.newBuilder().setName(name).build();
    var answers =
        this.<LeaderRequest, LeaderResponse>listen(member.elections()::observe, request, _ -> true);
    return needs.told(answers.stream().map(LeaderResponse::getKv).toList());
  }

  private Needs stream() {
    var range = draw.range();
    var answers =
        this.<RangeRequest, RangeStreamResponse>listen(member.kv()::rangeStream, range, _ -> false);
    answers.forEach(answer -> needs.told(answer.getRangeResponse()));
    return needs.reads(range.getKey(), range.getRangeEnd());
  }

  /// Watches from the first revision on, up to what was put last.
  private Needs watch() {
    var end = draw.end();
    var create =
        WatchCreateRequest.newBuilder()
            .setKey(newest.getKey())
            .setRangeEnd(end)
            .setStartRevision(1)
            .setPrevKv(random.nextBoolean());
    var key = newest.getKey().toStringUtf8();
    boolean isEmpty = !KeyRights.isIn(key, newest.getKey(), end);
    var answers =
        this.<WatchRequest, WatchResponse>listen(
            member.watches()::open,
            WatchRequest.newBuilder().setCreateRequest(create).build(),
            answer -> isEmpty || answer.getCanceled() || reaches(answer, newest.getModRevision()));
    if (answers.getLast().getCanceled()) {
      throw new IllegalStateException(answers.getLast().getCancelReason());
    }
    answers.forEach(answer -> needs.told(pairs(answer)));
    return needs.reads(newest.getKey(), end);
  }

  private static boolean reaches(WatchResponse answer, long revision) {
    return answer.getEventsList().stream()
        .anyMatch(event -> event.getKv().getModRevision() >= revision);
  }

  private static List<KeyValue> pairs(WatchResponse answer) {
    return answer.getEventsList().stream().map(Event::getKv).toList();
  }

  /// Asks one thing of a stream, on the user's thread, and goes away once an answer is enough.
  private <Q, R> List<R> listen(
      BiFunction<Outflow<R>, Caller, Inflow<Q>> method, Q request, Predicate<R> isEnough) {
    var listener = new Listener<R>(isEnough);
    var inflow = new CompletableFuture<Inflow<Q>>();
    user.thread()
        .execute(
            () -> {
              inflow.complete(method.apply(listener, user));
              inflow.join().next(request);
            });
    try {
      return listener.end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } finally {
      user.thread().execute(() -> inflow.join().gone());
    }
  }

  private static final class Listener<R> implements Outflow<R> {
    private final Predicate<R> isEnough;
    private final List<R> came = new ArrayList<>();
    private final CompletableFuture<List<R>> end = new CompletableFuture<>();

    Listener(Predicate<R> isEnough) {
      this.isEnough = isEnough;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(R response) {
      came.add(response);
      if (isEnough.test(response)) {
        end();
      }
    }

    @Override
    public void pull() {}

    @Override
    public void end() {
      end.complete(List.copyOf(came));
    }

    @Override
    public void fail(Throwable why) {
      end.completeExceptionally(why);
    }
  }
}
