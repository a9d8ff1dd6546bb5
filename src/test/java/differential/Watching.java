package differential;

import etcdserverpb.WatchCreateRequest;
import java.util.ArrayList;
import java.util.List;
import mvccpb.Event;

/// What a party's watch streams are asked, and what is waited for there.
sealed interface Watching extends Step {

  /// The stream of a number, opened when it is first asked for.
  private static WatchStream opened(Party party, int number) {
    return party.open("watch " + number, WatchStream.class, () -> new WatchStream(party, ""));
  }

  private static Witness witness(Party party) {
    return party.open("witness", Witness.class, () -> new Witness(party));
  }

  /// Lets the party's witness see all that happens from here on.
  record Witnessed() implements Watching {
    @Override
    public Answer on(Party party) {
      return witness(party).awaitRevision(0);
    }
  }

  record Create(int stream, WatchCreateRequest watcher) implements Watching {
    @Override
    public Answer on(Party party) {
      return opened(party, stream).create(watcher);
    }

    @Override
    public String toString() {
      return "stream " + stream + ": " + Text.of(watcher);
    }
  }

  record Cancel(int stream, long watcher) implements Watching {
    @Override
    public Answer on(Party party) {
      return opened(party, stream).cancelWatcher(watcher);
    }
  }

  /// A progress request when all watchers have heard of everything.
  record Progress(int stream) implements Watching {
    @Override
    public Answer on(Party party) {
      witness(party).awaitCaughtUp(party);
      return opened(party, stream).progress();
    }
  }

  /// A progress request that is not to be answered: without a watcher there is no progress, and one
  /// that starts in the future makes none.
  record VainProgress(int stream) implements Watching {
    @Override
    public Answer on(Party party) {
      opened(party, stream).askForProgress();
      return Answer.Done.DONE;
    }
  }

  /// A message that asks for nothing.
  record Nothing(int stream) implements Watching {
    @Override
    public Answer on(Party party) {
      opened(party, stream).sayNothing();
      return Answer.Done.DONE;
    }
  }

  /// Ends the client's side of a stream, which goes on.
  record HalfClose(int stream) implements Watching {
    @Override
    public Answer on(Party party) {
      opened(party, stream).end();
      return Answer.Done.DONE;
    }
  }

  record Close(int stream) implements Watching {
    @Override
    public Answer on(Party party) {
      opened(party, stream).cancel();
      party.forget("watch " + stream);
      return Answer.Done.DONE;
    }
  }

  /// Waits until every watcher that starts in the past has caught up: with a compaction behind it
  /// one would hear of that instead.
  record CaughtUp() implements Watching {
    @Override
    public Answer on(Party party) {
      witness(party).awaitCaughtUp(party);
      return Answer.Done.DONE;
    }
  }

  /// All that the watchers of all streams have heard of since last time.
  ///
  /// @param revision of the last write
  /// @param compacted the oldest revision that can be read
  record News(long revision, long compacted) implements Watching {
    @Override
    public Answer on(Party party) {
      Witness witness = witness(party);
      List<Answer> news = new ArrayList<>();
      news.add(witness.awaitRevision(revision));
      List<Event> happened = witness.events();
      party
          .allOpen(WatchStream.class)
          .forEach(
              (name, stream) -> {
                List<Answer> its = stream.news(happened, compacted);
                if (!its.isEmpty()) {
                  news.add(new Answer.Note(name));
                  news.addAll(its);
                }
              });
      return new Answer.Many(news);
    }
  }
}
