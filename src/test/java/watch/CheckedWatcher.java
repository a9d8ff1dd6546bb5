package watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import etcdserverpb.WatchResponse;
import java.util.List;
import mvccpb.Event;

/// What one watcher was sent, held against the chronicle of all there was.
final class CheckedWatcher {

  private final Chronicle chronicle;
  private final WatchCreateRequest request;
  private final long start;

  /// Where in the chronicle to go on.
  private int at;

  private long lastRevision;
  private long progress;
  private boolean inParts;

  CheckedWatcher(Chronicle chronicle, WatchCreateRequest request, long createdAt) {
    this.chronicle = chronicle;
    this.request = request;
    this.start = request.getStartRevision() == 0 ? createdAt + 1 : request.getStartRevision();
  }

  boolean hasBegun(long revision) {
    return request.getStartRevision() <= revision;
  }

  /// W1 to W5, W7 to W9: just the events it wants, all of them, in order, whole revisions.
  void sent(WatchResponse response) {
    if (!inParts) {
      long first = response.getEvents(0).getKv().getModRevision();
      assertThat(first).as("a revision of its own").isGreaterThan(lastRevision);
    }
    assertThat(response.getFragment())
        .as("parts only when asked for")
        .isIn(false, request.getFragment());
    for (var event : response.getEventsList()) {
      check(event);
      lastRevision = event.getKv().getModRevision();
      assertThat(lastRevision).isGreaterThan(progress);
    }
    inParts = response.getFragment();
    assertThat(response.getHeader().getRevision()).isGreaterThanOrEqualTo(lastRevision);
    if (!inParts) {
      assertHasAllUpTo(response.getHeader().getRevision());
    }
  }

  private void check(Event event) {
    skipUnwanted();
    assertThat(at).as("there is such an event").isLessThan(chronicle.events().size());
    var expected = chronicle.events().get(at++);
    assertThat(event.toBuilder().clearPrevKv().build())
        .isEqualTo(expected.toBuilder().clearPrevKv().build());
    boolean compacted = event.getKv().getModRevision() - 1 < chronicle.compactRevision();
    if (!request.getPrevKv()) {
      assertThat(event.hasPrevKv()).isFalse();
    } else if (event.hasPrevKv() || !compacted) {
      assertThat(event.getPrevKv()).isEqualTo(expected.getPrevKv());
    }
  }

  /// W6: what is below the progress has been sent, and the progress never falls.
  void progressed(long revision) {
    assertThat(revision).isGreaterThanOrEqualTo(progress);
    assertThat(hasBegun(revision)).isTrue();
    progress = revision;
    assertHasAllUpTo(revision);
  }

  void assertHasAllUpTo(long revision) {
    skipUnwanted();
    if (at < chronicle.events().size()) {
      assertThat(chronicle.events().get(at).getKv().getModRevision()).isGreaterThan(revision);
    }
  }

  /// Only what it has not been sent can have been compacted.
  void overtaken(long compactRevision) {
    assertThat(compactRevision).isEqualTo(chronicle.compactRevision());
    assertThat(Math.max(start, lastRevision + 1)).isLessThan(compactRevision);
  }

  private void skipUnwanted() {
    List<Event> events = chronicle.events();
    while (at < events.size() && !wants(events.get(at))) {
      at++;
    }
  }

  private boolean wants(Event event) {
    var unwanted = event.getType() == Event.EventType.PUT ? FilterType.NOPUT : FilterType.NODELETE;
    return event.getKv().getModRevision() >= start
        && isInRange(event.getKv().getKey())
        && !request.getFiltersList().contains(unwanted);
  }

  private boolean isInRange(ByteString key) {
    var from = request.getKey().isEmpty() ? Keys.ZERO : request.getKey();
    var end = request.getRangeEnd();
    if (end.isEmpty()) {
      return key.equals(from);
    }
    return !Keys.isLess(key, from) && (end.equals(Keys.ZERO) || Keys.isLess(key, end));
  }
}
