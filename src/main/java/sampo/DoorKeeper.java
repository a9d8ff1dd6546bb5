package sampo;

import actors.Door;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import etcd.EtcdException;
import etcdserverpb.AuthenticateRequest;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.MemberListRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.StatusRequest;
import etcdserverpb.TxnRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import service.Caller;
import service.Exceeded;
import service.Kv;
import service.Maintenance;
import service.Members;
import service.Users;

/// Lets other actor systems ask this member: the same services as over gRPC, for [SampoClient].
///
/// Each request is answered by itself, when its service has done it; the keeper remembers none.
public final class DoorKeeper extends AbstractMatchingBehavior<Door.Ask> {

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.door");

  private final Services services;
  private final int maxAnswerBytes;
  private final Executor executor;

  /// What the keeper lets in to.
  public record Services(Kv kv, Members members, Maintenance maintenance, Users users) {}

  private DoorKeeper(ActorContext<Door.Ask> context, Services services, int maxAnswerBytes) {
    super(context);
    this.services = services;
    this.maxAnswerBytes = maxAnswerBytes;
    this.executor = context.getExecutionContext();
  }

  /// Opens the door of the member in `system`, once: at [Door#PATH], and at the receptionist.
  public static void open(ActorSystem<?> system, Services services) {
    var unused =
        system.systemActorOf(
            create(services, ClientFrame.of(system).maxPayload()), Door.NAME, Props.empty());
  }

  /// A door that is registered at the receptionist once it has started.
  ///
  /// @param maxAnswerBytes largest response that remoting carries
  public static Behavior<Door.Ask> create(Services services, int maxAnswerBytes) {
    return Behaviors.setup(
        context -> {
          context
              .getSystem()
              .receptionist()
              .tell(Receptionist.register(Door.KEY, context.getSelf()));
          return new DoorKeeper(context, services, maxAnswerBytes);
        });
  }

  /// Answers leave from another thread than that of the service, which for writes is the one that
  /// applies entries.
  @Override
  public Behavior<Door.Ask> onMessage(Door.Ask ask) {
    try {
      var unused =
          serve(ask)
              .handleAsync(
                  (response, failure) ->
                      failure == null ? done(response) : failed(ask, Kv.cause(failure)),
                  executor)
              .thenAccept(ask.replyTo()::tell);
    } catch (InvalidProtocolBufferException malformed) {
      ask.replyTo()
          .tell(new Door.Failed("not a request " + ask.kind() + ": " + malformed.getMessage()));
    }
    return this;
  }

  private CompletableFuture<? extends MessageLite> serve(Door.Ask ask)
      throws InvalidProtocolBufferException {
    var request = ask.request();
    var caller = new Caller(executor, new Caller.Client(ask.token(), null));
    return switch (ask.kind()) {
      case RANGE -> services.kv.range(RangeRequest.parseFrom(request), caller);
      case PUT -> services.kv.put(PutRequest.parseFrom(request), caller);
      case DELETE_RANGE -> services.kv.deleteRange(DeleteRangeRequest.parseFrom(request), caller);
      case TXN -> services.kv.txn(TxnRequest.parseFrom(request), caller);
      case COMPACTION -> services.kv.compact(CompactionRequest.parseFrom(request), caller);
      case STATUS -> {
        var unused = StatusRequest.parseFrom(request);
        yield services.maintenance.status(caller);
      }
      case MEMBER_LIST -> services.members.list(MemberListRequest.parseFrom(request), caller);
      case AUTHENTICATE ->
          services.users.logins().authenticate(AuthenticateRequest.parseFrom(request), caller);
    };
  }

  /// What is larger than a frame would be dropped by remoting, and the asker left waiting.
  private Door.Answer done(MessageLite response) {
    int size = response.getSerializedSize();
    return size > maxAnswerBytes
        ? new Door.Failed(
            "the request was carried out, but its answer of %d bytes is larger than the %d that a"
                    .formatted(size, maxAnswerBytes)
                + " remoting frame carries; ask for less, by limit or keys_only")
        : new Door.Done(response.toByteString());
  }

  private static Door.Answer failed(Door.Ask ask, Throwable failure) {
    if (failure instanceof EtcdException refused) {
      return new Door.Refused(refused.error());
    }
    if (failure instanceof Exceeded exceeded) {
      return new Door.Failed(String.valueOf(exceeded.getMessage()));
    }
    LOGGER.error("request {} failed", ask.kind(), failure);
    return new Door.Failed(failure.toString());
  }
}
