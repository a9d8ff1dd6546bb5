package differential;

import etcdserverpb.WatchCreateRequest;

/// A watcher on a stream of its own, created and left.
record WatchOnce(WatchCreateRequest watcher, String user) implements Step {

  @Override
  public Answer on(Party party) {
    WatchStream stream = new WatchStream(party, user);
    Answer answer = stream.create(watcher);
    stream.cancel();
    return answer;
  }

  @Override
  public String toString() {
    return "as \"" + user + "\": " + Text.of(watcher);
  }
}
