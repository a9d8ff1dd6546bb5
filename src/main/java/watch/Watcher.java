package watch;

import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import mvccpb.Event;

/// One watcher of a stream: what it wants, and its cursor.
final class Watcher {

  final long id;
  final Keys keys;

  /// Whose stream it is.
  final Mark stream;

  /// The first revision it has asked for; 0 for what comes next.
  final long start;

  final boolean wantsPrevious;
  final boolean wantsProgress;
  final boolean wantsFragments;
  private final boolean wantsPuts;
  private final boolean wantsDeletions;

  /// The cursor: all that it wants of earlier revisions has been sent.
  long next;

  /// Whether nothing was sent since the last look for progress.
  boolean quiet = true;

  Watcher(long id, Mark stream, Keys keys, long next, WatchCreateRequest request) {
    this.id = id;
    this.stream = stream;
    this.keys = keys;
    this.start = request.getStartRevision();
    this.next = next;
    this.wantsPrevious = request.getPrevKv();
    this.wantsProgress = request.getProgressNotify();
    this.wantsFragments = request.getFragment();
    this.wantsPuts = !request.getFiltersList().contains(FilterType.NOPUT);
    this.wantsDeletions = !request.getFiltersList().contains(FilterType.NODELETE);
  }

  /// Whether it wants an event, which must be of one of its keys, and has not been sent it.
  boolean awaits(Event event) {
    return event.getKv().getModRevision() >= next
        && (event.getType() == Event.EventType.DELETE ? wantsDeletions : wantsPuts);
  }
}
