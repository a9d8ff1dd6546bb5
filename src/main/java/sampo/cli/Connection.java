package sampo.cli;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.netty.channel.ChannelOption;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The members a command may talk to, tried in the order given.
///
/// A read moves on to the next member when one is unavailable. A write moves on only where the
/// first member was never reached, for a write that may have been done must not be done twice.
final class Connection implements AutoCloseable {

  private final Duration commandTimeout;
  private final Duration dialTimeout;
  private final List<String> endpoints;
  private final Dial dial;
  private final List<ManagedChannel> opened = new ArrayList<>();

  /// @param endpoints `host:port` each, or `https://host:port`
  /// @param dialTimeout the longest wait for one member to accept a connection
  /// @param commandTimeout the longest wait for an answer
  Connection(List<String> endpoints, Dial dial, Duration dialTimeout, Duration commandTimeout) {
    this.endpoints = endpoints;
    this.dial = dial;
    this.dialTimeout = dialTimeout;
    this.commandTimeout = commandTimeout;
  }

  List<String> endpoints() {
    return endpoints;
  }

  /// Asks one member after the other until one is available.
  ///
  /// @throws StatusRuntimeException what the cluster answered, if not with success
  /// @throws NoMemberAnswers if no member was reached
  <Q, A> A read(MethodDescriptor<Q, A> method, Q request) {
    return call(method, request, e -> e.getStatus().getCode() == Code.UNAVAILABLE);
  }

  /// Asks the first member that can be reached.
  ///
  /// @throws StatusRuntimeException what the cluster answered, if not with success
  /// @throws NoMemberAnswers if no member was reached
  <Q, A> A write(MethodDescriptor<Q, A> method, Q request) {
    return call(method, request, Connection::neverReached);
  }

  /// Asks one member.
  ///
  /// @throws StatusRuntimeException what it answered, if not with success
  <Q, A> A at(String endpoint, MethodDescriptor<Q, A> method, Q request) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(commandTimeout.toNanos(), TimeUnit.NANOSECONDS);
    return ClientCalls.blockingUnaryCall(channel(endpoint), method, options, request);
  }

  private <Q, A> A call(
      MethodDescriptor<Q, A> method, Q request, Predicate<StatusRuntimeException> mayMoveOn) {
    StatusRuntimeException last = null;
    for (String endpoint : endpoints) {
      try {
        return at(endpoint, method, request);
      } catch (StatusRuntimeException e) {
        if (!mayMoveOn.test(e)) {
          throw e;
        }
        last = last == null || !neverReached(e) ? e : last;
      }
    }
    if (last != null && !neverReached(last)) {
      throw last;
    }
    throw new NoMemberAnswers("no member answers at " + String.join(", ", endpoints));
  }

  static boolean neverReached(StatusRuntimeException failure) {
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      if (t instanceof ConnectException || t instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private ManagedChannel channel(String endpoint) {
    ManagedChannel channel =
        dial.apply(endpoint)
            .disableRetry()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) dialTimeout.toMillis())
            .directExecutor()
            .build();
    opened.add(channel);
    return channel;
  }

  @Override
  public void close() {
    opened.forEach(ManagedChannel::shutdownNow);
  }
}
