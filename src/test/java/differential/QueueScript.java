package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.RangeRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.LongStream;

/// Clients that queue for names, each with a lease of its own, as locks and elections have it: who
/// comes first owns the name until it leaves, or its lease ends; then the next one does.
abstract class QueueScript implements Script {

  private static final int NAMES = 3;
  private static final int LEASES_OF_A_NAME = 6;

  /// One that owns a name, or waits for it.
  ///
  /// @param call by which it came
  record Place(int call, long lease, ByteString key) {}

  /// All that queue for a name, the owner first.
  record Line(ByteString name, List<Long> leases, List<Place> places) {

    /// What all keys of the line begin with.
    ByteString prefix() {
      return name.concat(ByteString.copyFromUtf8("/"));
    }

    ByteString key(long lease) {
      return prefix().concat(ByteString.copyFromUtf8(Long.toHexString(lease)));
    }
  }

  final Dice dice;
  final Deque<Step> due = new ArrayDeque<>();
  private final List<Line> lines = new ArrayList<>();
  private int calls;

  /// @param names what all names of this script begin with
  /// @param firstLease the lowest id of the leases it uses
  QueueScript(long seed, String names, long firstLease) {
    dice = new Dice(seed);
    for (int i = 0; i < NAMES; i++) {
      long first = firstLease + (long) i * LEASES_OF_A_NAME;
      List<Long> leases = LongStream.range(first, first + LEASES_OF_A_NAME).boxed().toList();
      lines.add(new Line(ByteString.copyFromUtf8(names + i), leases, new ArrayList<>()));
      leases.forEach(lease -> due.add(Waiting.lease(lease)));
    }
  }

  /// The request by which a lease's client queues up.
  abstract Message enter(Line line, long lease);

  /// The request by which the owner leaves.
  abstract Message leave(Line line, Place owner);

  /// Anything else; it changes nobody's place.
  abstract void other(Line line);

  @Override
  public Step next() {
    while (due.isEmpty()) {
      act(dice.pick(lines), dice.between(0, 99));
    }
    return due.removeFirst();
  }

  private void act(Line line, int kind) {
    int size = line.places().size();
    if (kind < 35) {
      line.leases().stream()
          .filter(lease -> line.places().stream().noneMatch(place -> place.lease() == lease))
          .skip(size == 0 ? dice.between(0, LEASES_OF_A_NAME - 1) : 0)
          .findFirst()
          .ifPresent(lease -> queueUp(line, lease));
    } else if (kind < 55 && size > 0) {
      due.add(Ask.of(leave(line, line.places().getFirst())));
      advance(line);
    } else if (kind < 62 && size > 0) {
      endLease(line);
    } else if (kind < 70 && size > 1) {
      Place leaving = line.places().remove(dice.between(1, size - 1));
      due.add(new Waiting.GiveUp(leaving.call()));
      due.add(new Waiting.Queued(line.prefix(), size - 1));
    } else if (kind < 76) {
      due.add(
          Ask.of(
              LeaseTimeToLiveRequest.newBuilder()
                  .setID(dice.pick(line.leases()))
                  .setKeys(true)
                  .build()));
    } else if (kind < 80) {
      due.add(Ask.of(everything(line)));
    } else {
      other(line);
    }
  }

  private static Message everything(Line line) {
    return RangeRequest.newBuilder()
        .setKey(line.prefix())
        .setRangeEnd(Keys.prefixEnd(line.prefix()))
        .build();
  }

  private void queueUp(Line line, long lease) {
    Place place = new Place(calls++, lease, line.key(lease));
    line.places().add(place);
    due.add(new Waiting.Begin(place.call(), enter(line, lease)));
    if (line.places().size() == 1) {
      due.add(new Waiting.Await(place.call()));
    } else {
      due.add(new Waiting.Queued(line.prefix(), line.places().size()));
      due.add(new Waiting.IsAnswered(place.call()));
    }
  }

  private void advance(Line line) {
    line.places().removeFirst();
    if (!line.places().isEmpty()) {
      due.add(new Waiting.Await(line.places().getFirst().call()));
    }
  }

  /// Only of one who owns: what becomes of one who waits, the versions of etcd tell differently.
  private void endLease(Line line) {
    long lease = line.places().getFirst().lease();
    due.add(Ask.of(LeaseRevokeRequest.newBuilder().setID(lease).build()));
    advance(line);
    due.add(Waiting.lease(lease));
  }

  @Override
  public void heard(Step step, Answer answer) {}

  /// Lets everybody leave, and leaves no lease behind.
  @Override
  public List<Step> atTheEnd() {
    List<Step> last = new ArrayList<>(due);
    due.clear();
    for (Line line : lines) {
      List<Long> idle = new ArrayList<>(line.leases());
      while (!line.places().isEmpty()) {
        long lease = line.places().getFirst().lease();
        idle.remove(lease);
        due.add(Ask.of(LeaseRevokeRequest.newBuilder().setID(lease).build()));
        advance(line);
      }
      idle.forEach(lease -> due.add(Ask.of(LeaseRevokeRequest.newBuilder().setID(lease).build())));
      due.add(Ask.of(everything(line)));
    }
    last.addAll(due);
    return last;
  }
}
