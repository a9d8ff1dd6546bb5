package watch;

import etcdserverpb.WatchResponse;

/// Where a stream's responses go. Used by the stream's thread alone.
public interface Client {

  /// Whether it takes more without piling it up.
  boolean isReady();

  /// Sends a response.
  void send(WatchResponse response);

  /// Ends the stream with an error. Nothing may follow.
  void fail(RuntimeException why);
}
