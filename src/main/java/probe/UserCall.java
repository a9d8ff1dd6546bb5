package probe;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A call of one request in the name of a user. It is made when there is a token, which blocks
/// nobody, and once again if that was refused. What it does not need before it is made, it keeps.
///
/// @param <Q> the request
/// @param <A> the answer
final class UserCall<Q, A> extends ClientCall<Q, A> {

  private final Login login;
  private final Supplier<ClientCall<Q, A>> calls;
  private final CallOptions options;
  private final Channel channel;
  private Listener<A> listener = new Listener<>() {};
  private Metadata headers = new Metadata();
  private @Nullable Q request;
  private int wanted;
  private boolean ended;
  private boolean again;
  private @Nullable ClientCall<Q, A> made;

  /// @param calls makes the call as often as it is needed
  UserCall(Login login, Supplier<ClientCall<Q, A>> calls, CallOptions options, Channel channel) {
    this.login = login;
    this.calls = calls;
    this.options = options;
    this.channel = channel;
  }

  @Override
  public void start(Listener<A> responses, Metadata sent) {
    listener = responses;
    headers = sent;
  }

  @Override
  public synchronized void request(int messages) {
    wanted += messages;
    if (made != null) {
      made.request(messages);
    }
  }

  @Override
  public void sendMessage(Q message) {
    request = message;
  }

  @Override
  public void halfClose() {
    if (headers.containsKey(Login.TOKEN)) {
      make(new Login.Shown(null));
    } else {
      logInAndMake();
    }
  }

  private void logInAndMake() {
    var unused =
        login
            .shown(channel, options.getDeadline())
            .whenComplete(
                (shown, failure) -> {
                  if (failure == null) {
                    make(shown);
                  } else {
                    end(Status.fromThrowable(failure));
                  }
                });
  }

  private synchronized void make(Login.Shown shown) {
    var message = request;
    if (ended || message == null) {
      return;
    }
    var call = calls.get();
    made = call;
    call.start(new Answers(shown), shown.addedTo(headers));
    call.request(wanted);
    call.sendMessage(message);
    call.halfClose();
  }

  private synchronized void forgetMade() {
    again = true;
    made = null;
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    ClientCall<Q, A> under;
    synchronized (this) {
      under = made;
    }
    if (under == null) {
      end(Status.CANCELLED.withDescription(message).withCause(cause));
    } else {
      under.cancel(message, cause);
    }
  }

  /// Ends a call that was never made, where its events are awaited.
  private void end(Status status) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    Executor executor = options.getExecutor();
    if (executor == null) {
      listener.onClose(status, new Metadata());
    } else {
      executor.execute(() -> listener.onClose(status, new Metadata()));
    }
  }

  private final class Answers extends SimpleForwardingClientCallListener<A> {
    private final Login.Shown shown;

    Answers(Login.Shown shown) {
      super(listener);
      this.shown = shown;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      boolean refused = Login.isRefused(status) && !headers.containsKey(Login.TOKEN);
      if (refused) {
        login.forget(shown);
      }
      if (refused && !again) {
        forgetMade();
        logInAndMake();
      } else {
        super.onClose(status, trailers);
      }
    }
  }
}
