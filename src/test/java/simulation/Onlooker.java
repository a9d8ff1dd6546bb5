package simulation;

import checkers.Violation;
import checkers.WatchGuarantees;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchCancelRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchProgressRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import mvcc.Store;
import org.jspecify.annotations.Nullable;
import verify.watches.Tape;
import watch.Admission;
import watch.Hub;
import watch.WatchStream;

/// Has a stream of watchers, now at one member, now at another. The first of them watches all keys
/// and goes on where it was; others come and go. At times nobody reads.
final class Onlooker {

  private static final int MOST = 5;

  /// Speaks of all watchers of a stream.
  private static final long ALL = -1;

  /// A watcher that was said to begin.
  private static final class Watcher {
    final WatchCreateRequest request;

    /// How far it has been told to be, when all were and when it alone was.
    long progress;

    long noticed;

    Watcher(WatchCreateRequest request) {
      this.request = request;
    }

    boolean isToldAllTo(long revision) {
      return progress >= revision && (noticed >= revision || !request.getProgressNotify());
    }
  }

  private final int number;
  private final SimulatedCluster cluster;
  private final Knowledge known;
  private final RandomGenerator dice;
  private final Function<Store, Hub> hubs;
  private final WatchGuarantees guarantees;
  private final Capability watching = new Watching();
  private final Map<Long, Watcher> watchers = new TreeMap<>();

  /// Ids of watchers that a compaction has ended: in use until they are cancelled.
  private final Set<Long> ended = new HashSet<>();

  private @Nullable SimulatedMember member;
  private @Nullable Store store;
  private @Nullable WatchStream stream;
  private List<Tape.Line> lines = new ArrayList<>();
  private WatchCreateRequest asked = WatchCreateRequest.getDefaultInstance();
  private long first = ALL;
  private int room;
  private boolean calm;
  private long last;

  Onlooker(
      int number,
      SimulatedCluster cluster,
      Knowledge known,
      RandomGenerator dice,
      Function<Store, Hub> hubs,
      WatchGuarantees guarantees) {
    this.number = number;
    this.cluster = cluster;
    this.known = known;
    this.dice = dice;
    this.hubs = hubs;
    this.guarantees = guarantees;
  }

  void begin() {
    look();
    tick();
  }

  /// From now on it reads, and asks how far it is; those who wait for the future leave.
  void calmDown() {
    calm = true;
  }

  /// Whether all its watchers have been told to have been told all up to a revision.
  boolean isToldAllTo(long revision) {
    return isOpen()
        && watchers.values().stream().allMatch(watcher -> watcher.isToldAllTo(revision))
        && (watchers.containsKey(first) || last >= revision);
  }

  private boolean isOpen() {
    return stream != null && member != null && member.store() == store;
  }

  private void look() {
    var open = stream;
    if (open == null || !isOpen()) {
      leave();
      connect();
    } else if (calm && store != null) {
      finish(open, store.view().revision());
    } else {
      fidget(open);
    }
    cluster.agenda().after(Chance.about(cluster.weather().think().toNanos(), dice), this::look);
  }

  /// Time for news of progress.
  private void tick() {
    if (stream != null && isOpen()) {
      stream.tick();
    }
    cluster.agenda().after(4 * cluster.weather().think().toNanos(), this::tick);
  }

  private void finish(WatchStream open, long revision) {
    room = Integer.MAX_VALUE;
    open.run();
    for (var id : List.copyOf(watchers.keySet())) {
      var watcher = watchers.get(id);
      if (watcher != null && watcher.request.getStartRevision() > revision) {
        cancel(open, id);
      }
    }
    if (!watchers.containsKey(first) && last < revision) {
      leave();
    } else {
      askForProgress(open);
    }
  }

  private void fidget(WatchStream open) {
    switch (dice.nextInt(14)) {
      case 0 -> leave();
      case 1 -> room = 0;
      case 2, 3, 4, 5 -> {
        room = dice.nextBoolean() ? Integer.MAX_VALUE : 1 + dice.nextInt(5);
        open.run();
      }
      case 6 -> askForProgress(open);
      case 7, 8, 9 -> createAnother(open);
      case 10 -> cancelOne(open, false);
      case 11 -> cancelOne(open, true);
      case 12 -> askForTaken(open);
      default -> {}
    }
  }

  private void askForProgress(WatchStream open) {
    var progress = WatchProgressRequest.getDefaultInstance();
    ask(open, WatchRequest.newBuilder().setProgressRequest(progress).build());
  }

  private void createAnother(WatchStream open) {
    if (watchers.size() + ended.size() < MOST) {
      var free = 1L + dice.nextInt(2 * MOST);
      create(open, isTaken(free) ? 0 : free, someRequest());
    }
  }

  private boolean isTaken(long id) {
    return watchers.containsKey(id) || ended.contains(id);
  }

  private WatchCreateRequest someRequest() {
    return (WatchCreateRequest) watching.request(known, dice);
  }

  /// @param again whether another watcher gets its id at once
  private void cancelOne(WatchStream open, boolean again) {
    var ids = new ArrayList<>(watchers.keySet());
    ids.addAll(ended);
    ids.remove(first);
    if (!ids.isEmpty()) {
      long id = ids.get(dice.nextInt(ids.size()));
      cancel(open, id);
      if (again) {
        create(open, id, someRequest());
      }
    }
  }

  private void cancel(WatchStream open, long id) {
    cluster.tally().add("watchers canceled");
    var cancel = WatchCancelRequest.newBuilder().setWatchId(id);
    ask(open, WatchRequest.newBuilder().setCancelRequest(cancel).build());
    if (isTaken(id)) {
      throw new Violation("WatchGuarantees", "watcher " + id + " is canceled and does not end");
    }
  }

  private void askForTaken(WatchStream open) {
    var ids = new ArrayList<>(watchers.keySet());
    ids.remove(0L);
    if (!ids.isEmpty()) {
      create(open, ids.get(dice.nextInt(ids.size())), someRequest());
    }
  }

  private void create(WatchStream open, long id, WatchCreateRequest request) {
    asked = request.toBuilder().setWatchId(id).build();
    if (store != null && store.view().compactRevision() > 0) {
      lines.add(new Tape.Compacted(store.view().compactRevision()));
    }
    ask(open, WatchRequest.newBuilder().setCreateRequest(asked).build());
  }

  private void ask(WatchStream open, WatchRequest request) {
    lines.add(new Tape.Asked(request));
    cluster.trace().told(cluster.agenda().now(), this + " asks", request);
    open.request(request);
  }

  /// With all it was told.
  void leave() {
    if (stream != null) {
      stream.close();
      stream = null;
      guarantees.heard(new Tape(toString(), lines));
      lines = new ArrayList<>();
      watchers.clear();
      ended.clear();
      first = ALL;
    }
  }

  private void connect() {
    var chosen = cluster.members().get(dice.nextInt(cluster.members().size()));
    var its = chosen.store();
    if (its == null) {
      return;
    }
    member = chosen;
    store = its;
    room = Integer.MAX_VALUE;
    var opened =
        new WatchStream(
            hubs.apply(its),
            new Line(),
            revision -> ResponseHeader.newBuilder().setRevision(revision).build(),
            Admission.FREE,
            task -> cluster.agenda().after(0, () -> runWhile(chosen, its, task)));
    stream = opened;
    create(opened, 0, Watching.all(last + 1));
  }

  /// What a process had still to do ends with it.
  private static void runWhile(SimulatedMember member, Store store, Runnable task) {
    if (member.store() == store) {
      task.run();
    }
  }

  private void hear(WatchResponse response) {
    lines.add(new Tape.Told(cluster.agenda().now(), response));
    cluster.trace().told(cluster.agenda().now(), this + " is told", response);
    room--;
    long id = response.getWatchId();
    if (response.getCreated()) {
      created(response);
    } else if (response.getCanceled()) {
      canceled(response);
    } else if (response.getEventsCount() > 0) {
      told(response);
    } else if (id == ALL) {
      cluster.tally().add("news of progress of all watchers");
      watchers.values().forEach(watcher -> watcher.progress = response.getHeader().getRevision());
    } else if (watchers.containsKey(id)) {
      cluster.tally().add("news of progress of a watcher");
      watchers.get(id).noticed = response.getHeader().getRevision();
    }
  }

  private void created(WatchResponse response) {
    boolean isFree = asked.getWatchId() == 0 || !isTaken(asked.getWatchId());
    if (response.getCanceled() == isFree) {
      var what = isFree ? "is refused " : "is given ";
      throw new Violation("WatchGuarantees", what + asked + ": " + response.getCancelReason());
    }
    if (isFree) {
      first = first == ALL ? response.getWatchId() : first;
      watchers.put(response.getWatchId(), new Watcher(asked));
      cluster.tally().add("watchers of " + when(response.getHeader().getRevision()));
    }
  }

  private String when(long revision) {
    long start = asked.getStartRevision();
    if (start > revision + 1) {
      return "the future";
    }
    return start > 0 && start <= revision ? "the past" : "now";
  }

  private void canceled(WatchResponse response) {
    long id = response.getWatchId();
    watchers.remove(id);
    ended.remove(id);
    if (response.getCompactRevision() != 0) {
      cluster.tally().add("watchers ended by compactions");
      ended.add(id);
      last = id == first ? response.getCompactRevision() - 1 : last;
    }
  }

  private void told(WatchResponse response) {
    cluster.tally().add("events told", response.getEventsCount());
    if (response.getFragment()) {
      cluster.tally().add("parts of messages told");
    }
    if (response.getWatchId() == first) {
      last = response.getEvents(response.getEventsCount() - 1).getKv().getModRevision();
    }
  }

  @Override
  public String toString() {
    return "onlooker " + number + (member == null ? "" : " at " + member.id());
  }

  private final class Line implements watch.Client {
    @Override
    public boolean isReady() {
      return room > 0;
    }

    @Override
    public void send(WatchResponse response) {
      hear(response);
    }

    @Override
    public void fail(RuntimeException why) {
      cluster.fail(why);
    }
  }
}
