package simulation;

import java.util.List;
import java.util.stream.Stream;
import simulation.Mutation.Edit;

/// Known bugs of systems that tell who watches. Each must be noticed by some seed.
final class WatchMutations {

  private WatchMutations() {}

  static List<Mutation> all() {
    return Stream.of(ofEvents(), ofTime(), ofInterests(), ofProgress(), ofEnds())
        .flatMap(List::stream)
        .map(Mutation::ofWatches)
        .toList();
  }

  private static List<Mutation> ofEvents() {
    return List.of(
        Mutation.of(
            "an event of a batch is lost when its client is slow",
            "watch.Replies",
            "    var whole = response.build();\n",
            "    if (!client.isReady() && events.size() > 1) {\n"
                + "      response.removeEvents(events.size() - 1);\n"
                + "    }\n"
                + "    var whole = response.build();\n"),
        Mutation.of(
            "what the log of events has forgotten is passed over",
            "mvcc.EventLog",
            "    if (from < oldest) {\n      return null;\n    }\n",
            ""),
        Mutation.of(
            "an event is told again after a reread",
            new Edit(
                "watch.Rereads", "store.past(from, to,", "store.past(Math.max(1, from - 1), to,"),
            new Edit(
                "watch.Watcher",
                "event.getKv().getModRevision() >= next\n",
                "event.getKv().getModRevision() >= Math.min(next, Math.max(start, next - 1))\n")),
        Mutation.of(
            "of a revision only one event is told, by all members alike",
            "mvcc.Moment",
            "changes.subList(begin, i).stream()",
            "changes.subList(begin, i).stream().limit(1)"),
        Mutation.of(
            "the pair before a deletion is not told",
            "watch.Replies",
            "return previous == null ? event",
            "return previous == null || event.getType() == Event.EventType.DELETE ? event"),
        Mutation.of(
            "the pair before is that of an earlier revision",
            "watch.Replies",
            "view.before(pair.getKey(), pair.getModRevision())",
            "view.before(pair.getKey(), pair.getModRevision() - 1)"),
        Mutation.of(
            "messages are cut up for who does not want that",
            "watch.Replies",
            "    if (watcher.wantsFragments\n        && whole",
            "    if (whole"),
        Mutation.of(
            "parts of a message do not say that more follows",
            "watch.Replies",
            "client.send(empty.toBuilder().setFragment(true).addAllEvents(part).build());",
            "client.send(empty.toBuilder().addAllEvents(part).build());"));
  }

  private static List<Mutation> ofTime() {
    return List.of(
        Mutation.of(
            "who asks for the future is told what comes before it",
            "watch.WatchStream",
            "long first = start == 0 ? view.revision() + 1 : start;",
            "long first = Math.min(start == 0 ? Long.MAX_VALUE : start, view.revision() + 1);"),
        Mutation.of(
            "who asks for the past begins now",
            "watch.WatchStream",
            "long first = start == 0 ? view.revision() + 1 : start;",
            "long first = Math.max(start, view.revision() + 1);"));
  }

  private static List<Mutation> ofInterests() {
    return List.of(
        Mutation.of(
            "a filter of deletions is ignored",
            "watch.Watcher",
            "!request.getFiltersList().contains(FilterType.NODELETE)",
            "true"),
        Mutation.of(
            "the end of a range is one of its keys",
            new Edit(
                "watch.Keys",
                "(to == null || isLess(key, to))",
                "(to == null || !isLess(to, key))"),
            new Edit(
                "watch.Spans",
                "(node.reach != null && !Keys.isLess(key, node.reach))",
                "(node.reach != null && Keys.isLess(node.reach, key))")));
  }

  private static List<Mutation> ofProgress() {
    return List.of(
        Mutation.of(
            "all are told of progress though one is behind",
            "watch.WatchStream",
            "watchers.values().stream().allMatch(cursors::keepsUp)",
            "watchers.values().stream().allMatch(w -> w.start <= cursors.position())"),
        Mutation.of(
            "a watcher is told of progress ahead of its events",
            "watch.WatchStream",
            "watcher.quiet && cursors.keepsUp(watcher)",
            "watcher.quiet && watcher.start <= cursors.position()"),
        Mutation.of(
            "who waits for the future is told of progress",
            "watch.WatchStream",
            "watcher.quiet && cursors.keepsUp(watcher)",
            "watcher.quiet && (watcher.start > cursors.position() || cursors.keepsUp(watcher))"));
  }

  private static List<Mutation> ofEnds() {
    return List.of(
        Mutation.of(
            "a watcher that was canceled is told more",
            "watch.WatchStream",
            "    cursors.remove(watcher);\n",
            ""),
        Mutation.of(
            "the id of a watcher that was canceled stays in use",
            "watch.WatchStream",
            "      remove(watcher);\n      replies.canceled",
            "      remove(watcher);\n      ended.add(id);\n      replies.canceled"),
        Mutation.of(
            "a second watcher gets an id that is in use",
            "watch.WatchStream",
            "request.getWatchId() != 0 && isTaken(request.getWatchId())",
            "ended.contains(request.getWatchId())"),
        Mutation.of(
            "a watcher is not told that a compaction has ended it",
            "watch.WatchStream",
            "    ended.add(watcher.id);\n    replies.compacted(watcher.id, compactRevision);\n",
            "    ended.add(watcher.id);\n"));
  }
}
