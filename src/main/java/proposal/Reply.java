package proposal;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.function.Function;

/// The answer to a proposal, once this member has applied it.
///
/// @param <R> the response
public final class Reply<R> extends Waiter<R> {

  private final Function<Message, R> finish;
  private ByteString encoded = ByteString.EMPTY;

  Reply(Function<Message, R> finish) {
    this.finish = finish;
  }

  /// The id to propose the request with.
  public long id() {
    return number();
  }

  /// Keeps the request while it waits for the Raft actor.
  void keep(ByteString request) {
    encoded = request;
  }

  /// Gives the kept request away.
  ByteString release() {
    var request = encoded;
    encoded = ByteString.EMPTY;
    return request;
  }

  void answer(Message response) {
    complete(finish.apply(response));
  }
}
