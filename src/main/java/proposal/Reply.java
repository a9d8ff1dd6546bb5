package proposal;

import com.google.protobuf.Message;
import java.util.function.Function;

/// The answer to a proposal, once this member has applied it.
///
/// @param <R> the response
public final class Reply<R> extends Waiter<R> {

  private final Function<Message, R> finish;

  Reply(Function<Message, R> finish) {
    this.finish = finish;
  }

  /// The id to propose the request with.
  public long id() {
    return number();
  }

  void answer(Message response) {
    complete(finish.apply(response));
  }
}
