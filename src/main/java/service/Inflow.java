package service;

/// What a stream of requests tells the service it goes to. Called on the thread of the [Caller]
/// alone. The first request is let in by itself.
///
/// @param <Q> the request
public interface Inflow<Q> {

  /// A request has come.
  void next(Q request);

  /// The client sends no more requests; it may still read.
  void halfClosed();

  /// The connection takes more responses, after a time when it did not.
  void ready();

  /// The stream has ended without the service's doing: the client has gone or cancelled, or the
  /// member has ended it. Nothing follows.
  void gone();
}
