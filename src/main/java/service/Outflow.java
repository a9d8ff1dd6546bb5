package service;

/// A stream of responses on its way to a client. Used on the thread of its [Caller] alone.
///
/// @param <R> the response
public interface Outflow<R> {

  /// Whether the connection takes more. What is sent regardless waits in memory: whoever sends
  /// without end asks first, and goes on when [Inflow#ready] tells.
  boolean isReady();

  /// Sends a response.
  void send(R response);

  /// Asks the client's side for its next request; each call lets one in.
  void pull();

  /// Ends the stream well. Nothing may follow.
  void end();

  /// Ends the stream with an error, an [etcd.EtcdException] for what clients know. Nothing may
  /// follow.
  void fail(Throwable why);
}
