package mvcc;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import mvccpb.Event;
import mvccpb.KeyValue;

/// Reads events back from the rows of revisions, which stand in the order they were written.
final class PastScan implements Backend.Visitor {

  private final long from;
  private final long last;
  private final Past.Bounds bounds;
  private final List<Moment> moments = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  /// The revision that `events` are of.
  private long current;

  private long bytes;
  private boolean full;

  /// @param last the newest revision to look at; rows of later ones may be there already
  PastScan(long from, long last, Past.Bounds bounds) {
    this.from = from;
    this.last = last;
    this.bounds = bounds;
  }

  @Override
  public boolean visit(byte[] row, byte[] value) {
    if (!RowKey.isRevision(row) || RowKey.main(row) > last) {
      return false;
    }
    if (RowKey.main(row) != current) {
      endMoment();
      if (full) {
        return false;
      }
      current = RowKey.main(row);
    }
    KeyValue pair = parse(value);
    events.add(
        RowKey.isTombstone(row) ? Moment.deletion(pair.getKey(), current) : Moment.put(pair));
    return true;
  }

  private void endMoment() {
    if (!events.isEmpty()) {
      Moment moment = Moment.of(current, events);
      moments.add(moment);
      events.clear();
      bytes += moment.bytes();
      full = moments.size() >= bounds.revisions() || bytes >= bounds.bytes();
    }
  }

  Past.Window window() {
    endMoment();
    return new Past.Window(from, full ? current : last, moments);
  }

  private KeyValue parse(byte[] value) {
    try {
      return KeyValue.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new BackendException("store damaged: revision " + current + " is unreadable", e);
    }
  }
}
