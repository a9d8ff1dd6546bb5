package sampo;

import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import etcdserverpb.CompactionRequest;
import etcdserverpb.CompactionResponse;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.Member;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MemberListResponse;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.StatusRequest;
import etcdserverpb.StatusResponse;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/// Asks a Sampo cluster from another actor system, by the ask pattern. Thread-safe; one is enough
/// for an application.
///
/// The application's actor system needs remoting (`pekko.actor.provider` is `remote` or `cluster`)
/// at an address that members can reach, and nothing else: see [#config]. It may, but need not, be
/// in the members' Pekko cluster.
///
/// The client learns all members from the first it reaches, prefers the leader, and turns to
/// another member when one is silent. Requests and responses are etcd's
/// (https://etcd.io/docs/latest/learning/api/). While the members' auth is on they are those of a
/// user: see [ClientSettings#withUser].
///
/// Every stage ends with a response, with an [etcd.EtcdException] that holds etcd's error, or with
/// a [ClientException]. A read is tried on one member after another until the timeout; a write is
/// sent once, and ends with [ClientException.OutcomeUnknown] if nobody can tell what became of it.
/// What is added to a stage runs on the actor system's threads: it must not block.
public final class SampoClient implements AutoCloseable {

  private final ActorSystem<?> system;
  private final ClientSettings settings;
  private final ClientDoors doors;
  private final int maxRequestBytes;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Set<ClientCall<?>> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private SampoClient(ActorSystem<?> system, ClientSettings settings) {
    this.system = system;
    this.settings = settings;
    this.doors = new ClientDoors(system, settings);
    this.maxRequestBytes = ClientFrame.of(system).maxPayload();
    var unused = system.getWhenTerminated().thenRun(this::close);
  }

  /// A client in `system`, by its settings below `sampo.client`.
  ///
  /// @param contactPoints members to begin with, as `host:peer-port` or
  ///   `pekko://sampo@host:peer-port`; none: those of the settings
  /// @throws ClientException.WrongAddress if a contact point is none
  /// @throws InvalidSettings if the actor system has no remoting
  public static SampoClient create(ActorSystem<?> system, String... contactPoints) {
    var settings = ClientSettings.of(system.settings().config());
    return create(
        system, contactPoints.length == 0 ? settings : settings.withContactPoints(contactPoints));
  }

  /// A client in `system`.
  ///
  /// @throws ClientException.WrongAddress if a contact point is none
  /// @throws InvalidSettings if the actor system has no remoting
  public static SampoClient create(ActorSystem<?> system, ClientSettings settings) {
    var classic = (ExtendedActorSystem) Adapter.toClassic(system);
    if (classic.provider().getDefaultAddress().hasLocalScope()) {
      throw new InvalidSettings(
          "actor system %s has no remoting: set pekko.actor.provider to remote or cluster"
              .formatted(system.name()));
    }
    return new SampoClient(system, settings);
  }

  /// A configuration for an actor system that only asks: the application's own, and where it says
  /// nothing, remoting on any free port with frames as large as those of members.
  public static Config config() {
    return ConfigFactory.defaultOverrides()
        .withFallback(ConfigFactory.defaultApplication())
        .withFallback(ConfigFactory.parseResources("sampo-client.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  /// Reads a range (`KV.Range`).
  public CompletionStage<RangeResponse> get(RangeRequest request) {
    return call(doors, ClientRequest.of(request));
  }

  /// Reads one key.
  public CompletionStage<RangeResponse> get(ByteString key) {
    return get(RangeRequest.newBuilder().setKey(key).build());
  }

  /// Reads one key.
  public CompletionStage<RangeResponse> get(String key) {
    return get(ByteString.copyFromUtf8(key));
  }

  /// Writes one key (`KV.Put`).
  public CompletionStage<PutResponse> put(PutRequest request) {
    return call(doors, ClientRequest.of(request));
  }

  /// Writes one key.
  public CompletionStage<PutResponse> put(ByteString key, ByteString value) {
    return put(PutRequest.newBuilder().setKey(key).setValue(value).build());
  }

  /// Writes one key.
  public CompletionStage<PutResponse> put(String key, String value) {
    return put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
  }

  /// Deletes the keys of a range (`KV.DeleteRange`).
  public CompletionStage<DeleteRangeResponse> delete(DeleteRangeRequest request) {
    return call(doors, ClientRequest.of(request));
  }

  /// Deletes one key.
  public CompletionStage<DeleteRangeResponse> delete(ByteString key) {
    return delete(DeleteRangeRequest.newBuilder().setKey(key).build());
  }

  /// Deletes one key.
  public CompletionStage<DeleteRangeResponse> delete(String key) {
    return delete(ByteString.copyFromUtf8(key));
  }

  /// Runs a transaction (`KV.Txn`). One that only reads counts as a read.
  public CompletionStage<TxnResponse> txn(TxnRequest request) {
    return call(doors, ClientRequest.of(request));
  }

  /// Makes every revision below the given one unreadable (`KV.Compact`).
  public CompletionStage<CompactionResponse> compact(CompactionRequest request) {
    return call(doors, ClientRequest.of(request));
  }

  /// Makes every revision below `revision` unreadable.
  public CompletionStage<CompactionResponse> compact(long revision) {
    return compact(CompactionRequest.newBuilder().setRevision(revision).build());
  }

  /// What the leader's member, or another if that is silent, says of itself (`Maintenance.Status`).
  public CompletionStage<StatusResponse> status() {
    return call(doors, ClientRequest.of(StatusRequest.getDefaultInstance()));
  }

  /// What this member and no other says of itself.
  ///
  /// @param member one that [#members] showed
  /// @throws ClientException.WrongAddress if its first peer URL is no address
  public CompletionStage<StatusResponse> status(Member member) {
    return call(doors.to(member), ClientRequest.of(StatusRequest.getDefaultInstance()));
  }

  /// The members of the cluster, linearizably (`Cluster.MemberList`).
  public CompletionStage<MemberListResponse> members() {
    return call(
        doors, ClientRequest.of(MemberListRequest.newBuilder().setLinearizable(true).build()));
  }

  private <R> CompletionStage<R> call(ClientCall.Route route, ClientRequest<R> request) {
    if (closed) {
      return CompletableFuture.failedFuture(new ClientException.Closed());
    }
    if (request.bytes().size() > maxRequestBytes) {
      return CompletableFuture.failedFuture(
          new ClientException.RequestTooLarge(
              "a request of %d bytes is larger than the %d that remoting carries here"
                      .formatted(request.bytes().size(), maxRequestBytes)
                  + " (pekko.remote.artery.advanced.maximum-frame-size)"));
    }
    if (inFlight.incrementAndGet() > settings.maxInFlight()) {
      inFlight.decrementAndGet();
      return CompletableFuture.failedFuture(
          new ClientException.TooManyInFlight(
              "%d requests are under way already (sampo.client.max-in-flight)"
                  .formatted(settings.maxInFlight())));
    }
    return start(new ClientCall<>(system, settings, route, request));
  }

  /// The caller hears last, so that it may ask again at once without meeting its own request.
  private <R> CompletionStage<R> start(ClientCall<R> call) {
    calls.add(call);
    var heard = new CompletableFuture<R>();
    call.start()
        .whenComplete(
            (response, failure) -> {
              calls.remove(call);
              inFlight.decrementAndGet();
              if (failure == null) {
                heard.complete(response);
              } else {
                heard.completeExceptionally(failure);
              }
            });
    if (closed) {
      call.close();
    }
    return heard;
  }

  /// Ends the requests under way: reads with [ClientException.Closed], writes that were sent with
  /// [ClientException.OutcomeUnknown]. The actor system goes on.
  @Override
  public void close() {
    closed = true;
    calls.forEach(ClientCall::close);
  }
}
