package http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.Executor;

/// Endpoints that are sent a stream and answer with one, both at once, line by line. All of it
/// happens on the event loop of the connection.
public interface Streams {

  /// Whether a POST to this path begins a stream.
  boolean serves(String path);

  /// Begins a stream.
  ///
  /// @param head the request without its body
  Inbound open(Ask head, Outbound answer);

  /// What the client does.
  interface Inbound {

    /// More of the body came.
    void received(byte[] bytes);

    /// The client has said all it will say, and goes on to listen.
    void ended();

    /// The answer may go on: [Outbound#isReady] has become true.
    void resumed();

    /// The client has gone.
    void cancelled();
  }

  /// Where the answer goes.
  interface Outbound {

    /// The thread on which all must be called.
    Executor thread();

    /// Whether the client keeps up with what is sent. It is sent anyway, but who goes on regardless
    /// fills the memory of this member.
    boolean isReady();

    /// Sends a line, which must end with a line feed.
    ///
    /// @param status for the head of the answer, if this line is its first
    void send(HttpResponseStatus status, byte[] line);

    /// Takes more of the body, or, for now, no more.
    void listen(boolean more);

    /// The answer is complete.
    void end();
  }

  /// No streams at all.
  Streams NONE =
      new Streams() {
        @Override
        public boolean serves(String path) {
          return false;
        }

        @Override
        public Inbound open(Ask head, Outbound answer) {
          throw new IllegalArgumentException("no stream at " + head.path());
        }
      };
}
