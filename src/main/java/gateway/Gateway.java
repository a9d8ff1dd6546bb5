package gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import http.Answer;
import http.Ask;
import http.Endpoint;
import http.Routes;
import http.Streams;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The JSON gateway: what is below `/v3/`.
public final class Gateway implements Endpoint, Streams {

  /// Where it answers; `/v3beta/` is what etcd 3.3 called it.
  private static final List<String> PREFIXES = List.of("/v3/", "/v3beta/");

  private final Channel services;
  private final int maxMessageBytes;

  /// The gateway to some services.
  ///
  /// @param services leads to the gRPC services of the member, and answers on threads that may take
  ///   their time
  /// @param maxMessageBytes largest message of a stream, as JSON
  public Gateway(Channel services, int maxMessageBytes) {
    this.services = services;
    this.maxMessageBytes = maxMessageBytes;
  }

  /// Some routes, and the gateway below `/v3/`.
  public Routes below(Routes routes) {
    for (var prefix : PREFIXES) {
      routes = routes.below(prefix, this);
    }
    return routes;
  }

  @Override
  public CompletionStage<Answer> answer(Ask ask) {
    var method = Paths.method(ask.path());
    if (method == null) {
      return refuse(Status.NOT_FOUND.withDescription("Not Found"));
    }
    if (!ask.method().equals(HttpMethod.POST) || method.isStream()) {
      return refuse(Status.UNIMPLEMENTED.withDescription("Method Not Allowed"));
    }
    return call(method, ask);
  }

  @Override
  public boolean serves(String path) {
    var method = Paths.method(path);
    return method != null && method.isStream();
  }

  @Override
  public Inbound open(Ask head, Outbound answer) {
    var method = Paths.method(head.path());
    if (method == null) {
      throw new IllegalArgumentException("no stream at " + head.path());
    }
    return open(method, head, answer);
  }

  private <Q extends Message, R extends Message> Inbound open(
      Method<Q, R> method, Ask head, Outbound answer) {
    var call = channel(head).newCall(method.descriptor(), CallOptions.DEFAULT);
    var stream = new StreamCall<>(method, call, answer, maxMessageBytes);
    stream.start();
    return stream;
  }

  private <Q extends Message, R extends Message> CompletionStage<Answer> call(
      Method<Q, R> method, Ask ask) {
    Q request;
    try {
      request = Json.read(ask.body(), method.empty());
    } catch (InvalidProtocolBufferException malformed) {
      return refuse(Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()));
    }
    var call = channel(ask).newCall(method.descriptor(), CallOptions.DEFAULT);
    var answer = new UnaryAnswer<R>();
    ClientCalls.asyncUnaryCall(call, request, answer);
    return answer.orCancel(call);
  }

  private Channel channel(Ask ask) {
    return ClientInterceptors.intercept(
        services, MetadataUtils.newAttachHeadersInterceptor(CallHeaders.of(ask.headers())));
  }

  private static CompletionStage<Answer> refuse(Status status) {
    return CompletableFuture.completedFuture(failure(status));
  }

  /// A failure for a client that has heard nothing yet.
  static Answer failure(Status status) {
    return Answer.json(HttpCodes.of(status.getCode()), Json.failure(status));
  }
}
