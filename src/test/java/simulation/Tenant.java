package simulation;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.PutRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import service.Caller;
import service.Kv;

/// A client of one member that has leases. What it has given up waiting for, or was refused for
/// other reasons than those of leases, tells it nothing.
final class Tenant extends Guest {

  /// Something that a tenant knows the outcome of.
  ///
  /// @param asked when it asked, in nanoseconds
  /// @param heard when it was answered
  /// @param response null if it was refused
  /// @param refusal null if it was not
  record Dealing(
      long asked,
      long heard,
      Message request,
      @Nullable Message response,
      @Nullable EtcdError refusal) {

    String toLine() {
      return request.getClass().getSimpleName()
          + " {"
          + TextFormat.printer().emittingSingleLine(true).printToString(request)
          + "} -> "
          + (response == null
              ? String.valueOf(refusal)
              : TextFormat.printer().emittingSingleLine(true).printToString(response));
    }
  }

  private static final Caller HERE = Caller.inside(Runnable::run);
  private static final Set<EtcdError> REFUSALS =
      Set.of(EtcdError.LEASE_NOT_FOUND, EtcdError.LEASE_EXISTS, EtcdError.KEY_NOT_FOUND);

  private final Knowledge known;
  private final Consumer<Dealing> register;

  /// @param register hears all that the tenant knows the outcome of
  Tenant(
      SimulatedCluster cluster,
      SimulatedMember member,
      Knowledge known,
      Consumer<Dealing> register) {
    super(cluster, member);
    this.known = known;
    this.register = register;
  }

  @Override
  void ask() {
    var request = Workload.LEASES.request(known, cluster.chance().clients());
    var call = new Call(request, cluster.agenda().now());
    cluster.agenda().after(cluster.weather().patience().toNanos(), call::end);
    member.whenAwake(call::send);
  }

  private final class Call {
    private final Message request;
    private final long asked;
    private boolean over;

    Call(Message request, long asked) {
      this.request = request;
      this.asked = asked;
    }

    void send() {
      var kv = member.kv();
      var leases = member.leases();
      if (over || kv == null || leases == null) {
        end();
        return;
      }
      CompletableFuture<? extends Message> answer =
          switch (request) {
            case PutRequest put -> kv.put(put);
            case LeaseGrantRequest grant -> leases.grant(grant, HERE);
            case LeaseRevokeRequest revoke -> leases.revoke(revoke, HERE);
            case LeaseKeepAliveRequest renewal -> leases.keepAliveOnce(renewal, HERE);
            case LeaseTimeToLiveRequest question -> leases.timeToLive(question, HERE);
            default -> throw new IllegalArgumentException("no such request: " + request);
          };
      var unused = answer.whenComplete(this::answered);
    }

    private void answered(@Nullable Message response, @Nullable Throwable error) {
      if (over) {
        return;
      }
      var cause = error == null ? null : Kv.cause(error);
      var refusal = cause instanceof EtcdException refused ? refused.error() : null;
      if (cause != null && refusal == null) {
        cluster.fail(cause);
      } else if (refusal == null || REFUSALS.contains(refusal)) {
        countAnswer();
        tell(new Dealing(asked, cluster.agenda().now(), request, response, refusal));
      }
      end();
    }

    /// A broken promise must not be lost in the future that told of it.
    private void tell(Dealing dealing) {
      try {
        register.accept(dealing);
      } catch (AssertionError violation) {
        cluster.fail(violation);
      }
    }

    private void end() {
      if (!over) {
        over = true;
        think();
      }
    }
  }
}
