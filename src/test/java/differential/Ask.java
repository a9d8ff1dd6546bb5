package differential;

import com.google.protobuf.Message;
import java.util.Optional;

/// A request and its response.
///
/// @param user on whose behalf; empty: nobody's, without a token
record Ask(Message message, String user) implements Step {

  static Ask of(Message message) {
    return new Ask(message, "");
  }

  @Override
  public Answer on(Party party) {
    return party.ask(message, user);
  }

  @Override
  public Optional<Message> request() {
    return Optional.of(message);
  }

  @Override
  public String toString() {
    return user.isEmpty() ? Text.of(message) : "as " + user + ": " + Text.of(message);
  }
}
