package verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A server that does what the model does, but for one habit.
final class LiveModelServer extends KVGrpc.KVImplBase implements AutoCloseable {

  /// What it does now and then that the model does not.
  enum Habit {
    NONE,
    /// Somebody else writes.
    OTHERS_WRITE,
    /// It fails; sometimes after the request was carried out.
    FAILS,
    /// Both.
    FAILS_AND_OTHERS_WRITE,
    /// It answers a linearizable read from the past, and says so.
    OLD_READ,
    /// It answers a linearizable read from the past, and says it is current.
    OLD_READ_IN_DISGUISE,
    /// It acknowledges a put and forgets it.
    FORGETS_PUT,
    /// It carries out every transaction in part: there are few.
    HALF_TRANSACTION
  }

  private static final int EVERY = 17;
  private static final int STEPS_BACK = 12;

  private final Habit habit;
  private final Server server;
  private final List<KvState> states = new ArrayList<>(List.of(KvState.EMPTY));
  private int requests;

  LiveModelServer(Habit habit) throws IOException {
    this.habit = habit;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  /// The store as it is now, of everybody's keys.
  synchronized List<String> keys() {
    return states
        .getLast()
        .range(
            ByteString.copyFrom(new byte[1]),
            ByteString.copyFrom(new byte[1]),
            states.getLast().revision())
        .stream()
        .map(pair -> pair.getKey().toStringUtf8())
        .toList();
  }

  @Override
  public void range(RangeRequest request, StreamObserver<RangeResponse> client) {
    answer(request, RangeResponse.class, client);
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> client) {
    answer(request, PutResponse.class, client);
  }

  @Override
  public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> client) {
    answer(request, DeleteRangeResponse.class, client);
  }

  @Override
  public void txn(TxnRequest request, StreamObserver<TxnResponse> client) {
    answer(request, TxnResponse.class, client);
  }

  private synchronized <A> void answer(Message request, Class<A> type, StreamObserver<A> client) {
    boolean now = ++requests % EVERY == 0 || habit == Habit.HALF_TRANSACTION;
    if (now && fails() && requests % 2 == 0) {
      client.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    Outcome outcome = now ? oddly(request) : step(request);
    if (outcome instanceof Outcome.Answered(var response) && !(now && fails())) {
      client.onNext(type.cast(response));
      client.onCompleted();
    } else if (outcome instanceof Outcome.Refused(var error)) {
      client.onError(
          Status.fromCodeValue(error.code().number())
              .withDescription(error.text())
              .asRuntimeException());
    } else {
      client.onError(Status.UNAVAILABLE.asRuntimeException());
    }
  }

  private boolean fails() {
    return habit == Habit.FAILS || habit == Habit.FAILS_AND_OTHERS_WRITE;
  }

  private Outcome oddly(Message request) {
    return switch (habit) {
      case NONE, FAILS -> step(request);
      case OTHERS_WRITE, FAILS_AND_OTHERS_WRITE -> {
        step(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("other")).build());
        yield step(request);
      }
      case OLD_READ ->
          request instanceof RangeRequest ? KvModel.step(old(), request).outcome() : step(request);
      case OLD_READ_IN_DISGUISE ->
          request instanceof RangeRequest ? disguised(request) : step(request);
      case FORGETS_PUT ->
          request instanceof PutRequest
              ? KvModel.step(states.getLast(), request).outcome()
              : step(request);
      case HALF_TRANSACTION ->
          request instanceof TxnRequest txn && txn.getSuccessCount() == 2
              ? half(txn)
              : step(request);
    };
  }

  private KvState old() {
    return states.get(Math.max(0, states.size() - STEPS_BACK));
  }

  private Outcome disguised(Message request) {
    if (KvModel.step(old(), request).outcome() instanceof Outcome.Answered(var response)) {
      return new Outcome.Answered(
          ((RangeResponse) response)
              .toBuilder().setHeader(Headers.of(states.getLast().revision())).build());
    }
    return Outcome.UNKNOWN;
  }

  private Outcome half(TxnRequest txn) {
    Outcome whole = KvModel.step(states.getLast(), txn).outcome();
    step(txn.toBuilder().removeSuccess(1).build());
    return whole;
  }

  private Outcome step(Message request) {
    KvModel.Step step = KvModel.step(states.getLast(), request);
    if (step.state() != states.getLast()) {
      states.add(step.state());
    }
    return step.outcome();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
