package verify.watches;

import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.List;
import java.util.stream.Stream;

/// What was said on one stream of watchers, in the order its client saw.
///
/// @param who its client is, and where
public record Tape(String who, List<Line> lines) {

  /// One message.
  public sealed interface Line {}

  /// By the client.
  public record Asked(WatchRequest request) implements Line {}

  /// By the member.
  ///
  /// @param nanos when it was heard, on the clock of the client
  public record Told(long nanos, WatchResponse response) implements Line {}

  /// From here on the member is known to have compacted all before a revision.
  public record Compacted(long revision) implements Line {}

  public Tape {
    lines = List.copyOf(lines);
  }

  /// Of the member alone.
  public Stream<Told> told() {
    return lines.stream().filter(Told.class::isInstance).map(Told.class::cast);
  }
}
