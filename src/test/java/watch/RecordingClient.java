package watch;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mvccpb.Event;
import org.jspecify.annotations.Nullable;

/// Keeps what it is sent, as long as it is told to take it.
final class RecordingClient implements Client {

  private final List<WatchResponse> got = new ArrayList<>();
  private long room = Long.MAX_VALUE;
  private @Nullable RuntimeException failure;

  @Override
  public boolean isReady() {
    return room > 0;
  }

  @Override
  public void send(WatchResponse response) {
    assertThat(failure).isNull();
    got.add(response);
    room -= room == Long.MAX_VALUE ? 0 : 1;
  }

  @Override
  public void fail(RuntimeException why) {
    failure = why;
  }

  @Nullable RuntimeException failure() {
    return failure;
  }

  /// Takes so many responses more, then is not ready.
  void take(long responses) {
    room = responses;
  }

  void stopReading() {
    take(0);
  }

  void readOn() {
    take(Long.MAX_VALUE);
  }

  /// What came since the last look.
  List<WatchResponse> drain() {
    var drained = List.copyOf(got);
    got.clear();
    return drained;
  }

  /// What came since the last look, a line for each response.
  List<String> lines() {
    return drain().stream().map(RecordingClient::line).toList();
  }

  private static String line(WatchResponse response) {
    var line = new StringBuilder().append(response.getWatchId());
    if (response.getCreated()) {
      line.append(" created");
    }
    if (response.getCanceled()) {
      line.append(" canceled");
    }
    if (response.getCompactRevision() != 0) {
      line.append(" compacted ").append(response.getCompactRevision());
    }
    if (!response.getCancelReason().isEmpty()) {
      line.append(": ").append(response.getCancelReason());
    }
    if (response.getFragment()) {
      line.append(" part");
    }
    line.append(" @").append(response.getHeader().getRevision());
    if (response.getEventsCount() > 0) {
      line.append(
          response.getEventsList().stream()
              .map(RecordingClient::event)
              .collect(Collectors.joining(", ", ": ", "")));
    }
    return line.toString();
  }

  private static String event(Event event) {
    var pair = event.getKv();
    var text =
        String.format(
            Locale.ROOT,
            "%d %s %s",
            pair.getModRevision(),
            event.getType() == Event.EventType.PUT ? "put" : "delete",
            pair.getKey().toStringUtf8());
    if (event.getType() == Event.EventType.PUT) {
      text += "=" + pair.getValue().toStringUtf8();
    }
    return event.hasPrevKv() ? text + " was " + event.getPrevKv().getValue().toStringUtf8() : text;
  }
}
