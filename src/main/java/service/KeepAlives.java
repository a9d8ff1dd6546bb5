package service;

import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// A stream of renewals: several may be under way, but they are answered in the order they came. A
/// client that does not read its answers, or asks faster than they come, is not read from.
final class KeepAlives implements Inflow<LeaseKeepAliveRequest> {

  private final Outflow<LeaseKeepAliveResponse> client;
  private final Executor thread;
  private final Function<LeaseKeepAliveRequest, CompletableFuture<LeaseKeepAliveResponse>> renew;
  private final int maxWaiting;
  private final Deque<CompletableFuture<LeaseKeepAliveResponse>> waiting = new ArrayDeque<>();

  /// Whether the client's side was asked for a request that has not come.
  private boolean pulling = true;

  private boolean halfClosed;
  private boolean ended;

  /// @param thread the thread of the stream
  KeepAlives(
      Outflow<LeaseKeepAliveResponse> client,
      Executor thread,
      Function<LeaseKeepAliveRequest, CompletableFuture<LeaseKeepAliveResponse>> renew,
      int maxWaiting) {
    this.client = client;
    this.thread = thread;
    this.renew = renew;
    this.maxWaiting = maxWaiting;
  }

  @Override
  public void next(LeaseKeepAliveRequest request) {
    pulling = false;
    var answer = renew.apply(request);
    waiting.add(answer);
    var unused = answer.whenComplete((_, _) -> thread.execute(this::goOn));
    goOn();
  }

  @Override
  public void halfClosed() {
    halfClosed = true;
    goOn();
  }

  @Override
  public void ready() {
    goOn();
  }

  @Override
  public void gone() {
    ended = true;
    waiting.forEach(answer -> answer.cancel(false));
    waiting.clear();
  }

  private void goOn() {
    while (!ended && !waiting.isEmpty() && waiting.peek().isDone()) {
      send(waiting.remove());
    }
    if (ended) {
      return;
    }
    if (halfClosed) {
      endIfServed();
    } else if (!pulling && waiting.size() < maxWaiting && client.isReady()) {
      pulling = true;
      client.pull();
    }
  }

  private void endIfServed() {
    if (waiting.isEmpty()) {
      ended = true;
      client.end();
    }
  }

  private void send(CompletableFuture<LeaseKeepAliveResponse> answer) {
    if (answer.isCompletedExceptionally()) {
      client.fail(Kv.cause(answer.exceptionNow()));
      gone();
    } else {
      client.send(answer.resultNow());
    }
  }
}
