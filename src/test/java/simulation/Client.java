package simulation;

import com.google.protobuf.Message;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.TxnRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import service.Caller;
import service.Kv;
import verify.Operation;
import verify.Outcome;

/// A client of one member, by way of the member's own doors. Asks, waits, thinks, asks again. What
/// it has given up waiting for is of unknown outcome.
final class Client extends Guest {

  private static final Caller HERE = Caller.inside(Runnable::run);

  /// What a store refuses for reasons of its state; after any other error nobody knows.
  private static final Set<EtcdError> REFUSALS =
      Set.of(EtcdError.COMPACTED, EtcdError.FUTURE_REVISION, EtcdError.KEY_NOT_FOUND);

  private final int number;
  private final History history;
  private final Workload workload;
  private boolean mustCheck;

  Client(
      int number,
      SimulatedCluster cluster,
      SimulatedMember member,
      History history,
      Workload workload) {
    super(cluster, member);
    this.workload = workload;
    this.number = number;
    this.history = history;
  }

  /// After an error it looks at everything, which tells the judge early what became of it.
  @Override
  void ask() {
    var dice = cluster.chance().clients();
    var request = mustCheck ? Ranges.all() : workload.request(history.known(), dice);
    mustCheck = false;
    ask(request, this::think);
  }

  /// Sends one request now.
  ///
  /// @param then run once it is answered or given up
  void ask(Message request, Runnable then) {
    var call = new Call(request, cluster.agenda().now(), then);
    cluster.agenda().after(cluster.weather().patience().toNanos(), call::giveUp);
    member.whenAwake(call::send);
  }

  private static CompletableFuture<? extends Message> send(Kv kv, Message request) {
    return switch (request) {
      case RangeRequest range -> kv.range(range, HERE);
      case PutRequest put -> kv.put(put);
      case DeleteRangeRequest delete -> kv.deleteRange(delete);
      case TxnRequest txn -> kv.txn(txn, HERE);
      case CompactionRequest compaction -> kv.compact(compaction);
      default -> throw new IllegalArgumentException("no such request: " + request);
    };
  }

  private final class Call {
    private final Message request;
    private final long began;
    private final Runnable then;
    private boolean over;

    Call(Message request, long began, Runnable then) {
      this.request = request;
      this.began = began;
      this.then = then;
    }

    void send() {
      var kv = member.kv();
      if (kv == null) {
        end(Outcome.UNKNOWN);
        return;
      }
      var unused = Client.send(kv, request).whenComplete((response, error) -> end(response, error));
    }

    void giveUp() {
      end(Outcome.UNKNOWN);
    }

    private void end(@Nullable Message response, @Nullable Throwable error) {
      if (response != null) {
        countAnswer();
        end(new Outcome.Answered(response));
      } else if (error != null
          && Kv.cause(error) instanceof EtcdException refused
          && REFUSALS.contains(refused.error())) {
        end(new Outcome.Refused(refused.error()));
      } else if (error != null && !(Kv.cause(error) instanceof EtcdException)) {
        cluster.fail(Kv.cause(error));
      } else {
        end(Outcome.UNKNOWN);
      }
    }

    private void end(Outcome outcome) {
      if (over) {
        return;
      }
      over = true;
      mustCheck |= !outcome.isKnown();
      if (outcome instanceof Outcome.Answered(RangeResponse range)) {
        range.getKvsList().forEach(history.known()::saw);
      }
      var now = cluster.agenda().now();
      history.add(new Operation(number, began, now, request, outcome));
      then.run();
    }
  }
}
