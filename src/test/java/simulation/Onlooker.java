package simulation;

import checkers.Violation;
import checkers.WatchGuarantees;
import com.google.protobuf.ByteString;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchProgressRequest;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import mvcc.Store;
import mvccpb.Event;
import org.jspecify.annotations.Nullable;
import verify.watches.Tape;
import watch.Admission;
import watch.Hub;
import watch.WatchStream;

/// Watches all keys, now at one member, now at another, and goes on where it was. At times it does
/// not read. Since it sees every key, no revision may be missing between two that it is told.
final class Onlooker {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  private final SimulatedCluster cluster;
  private final RandomGenerator dice;
  private final Function<Store, Hub> hubs;
  private final WatchGuarantees guarantees;
  private @Nullable SimulatedMember member;
  private @Nullable Store store;
  private @Nullable WatchStream stream;
  private List<Tape.Line> lines = new ArrayList<>();
  private boolean reads = true;
  private boolean calm;
  private long last;
  private long told;

  Onlooker(
      SimulatedCluster cluster,
      RandomGenerator dice,
      Function<Store, Hub> hubs,
      WatchGuarantees guarantees) {
    this.cluster = cluster;
    this.dice = dice;
    this.hubs = hubs;
    this.guarantees = guarantees;
  }

  /// The last revision it was told.
  long last() {
    return last;
  }

  /// How many events it was told.
  long told() {
    return told;
  }

  /// From now on it only reads.
  void calmDown() {
    calm = true;
  }

  void look() {
    var open = stream;
    if (open == null || member == null || member.store() != store) {
      leave();
      connect();
    } else if (calm) {
      reads = true;
      open.run();
    } else {
      fidget(open);
    }
    cluster.agenda().after(Chance.about(cluster.weather().think().toNanos(), dice), this::look);
  }

  private void fidget(WatchStream open) {
    switch (dice.nextInt(8)) {
      case 0 -> leave();
      case 1 -> reads = false;
      case 2, 3 -> {
        reads = true;
        open.run();
      }
      case 4 ->
          ask(
              open,
              WatchRequest.newBuilder()
                  .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                  .build());
      default -> {}
    }
  }

  private void ask(WatchStream open, WatchRequest request) {
    lines.add(new Tape.Asked(request));
    open.request(request);
  }

  /// With all it was told.
  void leave() {
    if (stream != null) {
      stream.close();
      stream = null;
      guarantees.heard(new Tape("an onlooker", lines));
      lines = new ArrayList<>();
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
    reads = true;
    var create =
        WatchCreateRequest.newBuilder()
            .setKey(ZERO)
            .setRangeEnd(ZERO)
            .setPrevKv(true)
            .setStartRevision(last + 1);
    var opened =
        new WatchStream(
            hubs.apply(its),
            new Line(),
            revision -> ResponseHeader.newBuilder().setRevision(revision).build(),
            Admission.FREE,
            task -> cluster.agenda().after(0, task));
    stream = opened;
    ask(opened, WatchRequest.newBuilder().setCreateRequest(create).build());
  }

  private void hear(WatchResponse response) {
    lines.add(new Tape.Told(cluster.agenda().now(), response));
    long revision = response.getHeader().getRevision();
    if (response.getCompactRevision() != 0) {
      last = response.getCompactRevision() - 1;
      leave();
    } else if (response.getEventsCount() > 0) {
      byRevision(response.getEventsList()).forEach(this::hear);
      inOrder(last, revision, "told all up to");
    } else if (response.getWatchId() == -1) {
      inOrder(Math.max(1, last), revision, "progress to");
    }
  }

  private void hear(List<Event> moment) {
    long revision = moment.getFirst().getKv().getModRevision();
    // A store begins with revision 1, at which nothing has happened.
    inOrder(Math.max(2, last + 1), revision, "told of");
    last = revision;
    told += moment.size();
  }

  private static void inOrder(long expected, long told, String what) {
    if (told != expected) {
      throw new Violation("WatchGuarantees", what + " " + told + " in place of " + expected);
    }
  }

  private static List<List<Event>> byRevision(List<Event> events) {
    List<List<Event>> moments = new ArrayList<>();
    long revision = 0;
    for (var event : events) {
      if (event.getKv().getModRevision() != revision) {
        moments.add(new ArrayList<>());
        revision = event.getKv().getModRevision();
      }
      moments.getLast().add(event);
    }
    return moments;
  }

  private final class Line implements watch.Client {
    @Override
    public boolean isReady() {
      return reads;
    }

    @Override
    public void send(WatchResponse response) {
      hear(response);
    }

    @Override
    public void fail(RuntimeException why) {
      throw why;
    }
  }
}
