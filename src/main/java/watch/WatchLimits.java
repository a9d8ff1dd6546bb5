package watch;

import mvcc.Past;

/// How much watching may take.
///
/// @param window what is looked at, and sent to one watcher, at a time
/// @param fragmentBytes a response of as many bytes is cut up for clients that want it so
/// @param rereads streams whose past may be read from the store at the same time
/// @param watchersPerStream watchers that a stream may have, those included that a compaction has
///   ended and the client has not cancelled
public record WatchLimits(
    Past.Bounds window, int fragmentBytes, int rereads, int watchersPerStream) {

  public WatchLimits {
    if (fragmentBytes < 1 || rereads < 1 || watchersPerStream < 1) {
      throw new IllegalArgumentException("limits out of bounds");
    }
  }
}
