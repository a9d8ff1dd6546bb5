package verify.watches;

import com.google.protobuf.ByteString;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import java.util.Comparator;
import mvccpb.Event;

/// Which events a watcher is to be told.
///
/// @param start the first revision
record Interest(WatchCreateRequest request, long start) {

  private static final Comparator<ByteString> BY_BYTES =
      ByteString.unsignedLexicographicalComparator();
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /// @param createdAt the revision of the store when it began
  static Interest of(WatchCreateRequest request, long createdAt) {
    long asked = request.getStartRevision();
    return new Interest(request, asked == 0 ? createdAt + 1 : asked);
  }

  boolean wants(Event event) {
    return event.getKv().getModRevision() >= start && concerns(event);
  }

  /// Whenever it happened.
  boolean concerns(Event event) {
    var unwanted = event.getType() == Event.EventType.PUT ? FilterType.NOPUT : FilterType.NODELETE;
    return isInRange(event.getKv().getKey()) && !request.getFiltersList().contains(unwanted);
  }

  private boolean isInRange(ByteString key) {
    var from = request.getKey().isEmpty() ? ZERO : request.getKey();
    var end = request.getRangeEnd();
    if (end.isEmpty()) {
      return key.equals(from);
    }
    return BY_BYTES.compare(key, from) >= 0 && (end.equals(ZERO) || BY_BYTES.compare(key, end) < 0);
  }
}
