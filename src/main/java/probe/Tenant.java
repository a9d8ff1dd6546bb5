package probe;

import com.google.protobuf.Message;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseKeepAliveResponse;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import verify.leases.Deed;
import verify.leases.Life;

/// A client that takes one lease after the other: puts keys under it, renews it for a while, now at
/// one member, now at another, and then revokes or forgets it.
final class Tenant implements Runnable {

  /// No lease lives longer after its last renewal, unless the leader changes.
  static final Duration LONGEST_LIFE = Duration.ofSeconds(4);

  private static final int SHORTEST_LIFE_SECONDS = 2;
  private static final int MOST_KEYS = 3;
  private static final int LONGEST_STAY_MS = 9000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

  private final int number;
  private final Keys keys;
  private final Plan plan;
  private final Endpoints endpoints;
  private final Recorder recorder;
  private final Queue<Life> lives;
  private final BooleanSupplier isOver;
  private final RandomGenerator random;
  private @Nullable KeepAlives stream;
  private int at;
  private int count;

  /// @param lives takes what was done with each lease
  Tenant(
      int number,
      Plan plan,
      Endpoints endpoints,
      Recorder recorder,
      Queue<Life> lives,
      BooleanSupplier isOver) {
    this.number = number;
    this.keys = Keys.leased(plan);
    this.plan = plan;
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.lives = lives;
    this.isOver = isOver;
    this.random = new SplittableRandom(~plan.seed() - number);
    this.at = number;
  }

  @Override
  public void run() {
    try {
      while (!isOver.getAsBoolean()) {
        long id = random.nextLong(1, Long.MAX_VALUE);
        var deeds = new ArrayList<Deed>();
        if (grant(id, deeds)) {
          live(id, deeds);
        }
        lives.add(new Life(id, deeds));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      closeStream();
    }
  }

  private void live(long id, List<Deed> deeds) throws InterruptedException {
    int wanted = 1 + random.nextInt(MOST_KEYS);
    for (int i = 0; i < wanted; i++) {
      attach(id, i, deeds);
    }
    count++;
    long leaves = recorder.now() + Duration.ofMillis(random.nextInt(LONGEST_STAY_MS)).toNanos();
    boolean isThere = true;
    while (isThere && recorder.now() < leaves && !isOver.getAsBoolean()) {
      isThere = renew(id, deeds);
      LockSupport.parkNanos(PAUSE_NANOS + random.nextLong(PAUSE_NANOS));
    }
    if (isThere && random.nextBoolean()) {
      revoke(id, deeds);
    }
  }

  private boolean grant(long id, List<Deed> deeds) {
    long seconds = random.nextLong(SHORTEST_LIFE_SECONDS, LONGEST_LIFE.toSeconds() + 1);
    LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build();
    long sent = recorder.now();
    try {
      LeaseGrantResponse granted = leases().leaseGrant(request);
      deeds.add(new Deed.Promised(sent, recorder.now(), Duration.ofSeconds(granted.getTTL())));
      return true;
    } catch (StatusRuntimeException failure) {
      move();
      return false;
    }
  }

  private void attach(long id, int key, List<Deed> deeds) {
    PutRequest put =
        Keys.put(keys.named(number + "." + count + "." + key), number + "." + count).toBuilder()
            .setLease(id)
            .build();
    long sent = recorder.now();
    OptionalLong revision = OptionalLong.empty();
    try {
      Message answer = endpoints.call(endpoint(), put, plan.deadline());
      revision = OptionalLong.of(((PutResponse) answer).getHeader().getRevision());
    } catch (StatusRuntimeException failure) {
      missedOrMove(failure, sent, deeds);
    }
    deeds.add(new Deed.Attached(sent, put.getKey(), put.getValue(), revision));
  }

  private boolean renew(long id, List<Deed> deeds) throws InterruptedException {
    if (stream == null) {
      stream = KeepAlives.open(endpoints.channel(endpoint()));
    }
    long sent = recorder.now();
    Optional<LeaseKeepAliveResponse> answer = stream.renew(id, PATIENCE);
    long heard = recorder.now();
    if (answer.isEmpty()) {
      move();
      return true;
    }
    long seconds = answer.get().getTTL();
    deeds.add(
        seconds > 0
            ? new Deed.Promised(sent, heard, Duration.ofSeconds(seconds))
            : new Deed.Missed(sent, heard));
    return seconds > 0;
  }

  private void revoke(long id, List<Deed> deeds) {
    long sent = recorder.now();
    try {
      long revision =
          leases()
              .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build())
              .getHeader()
              .getRevision();
      deeds.add(new Deed.Revoked(sent, recorder.now(), OptionalLong.of(revision)));
    } catch (StatusRuntimeException failure) {
      if (!missedOrMove(failure, sent, deeds)) {
        deeds.add(new Deed.Revoked(sent, Long.MAX_VALUE, OptionalLong.empty()));
      }
    }
  }

  private boolean missedOrMove(StatusRuntimeException failure, long sent, List<Deed> deeds) {
    boolean isMissed = failure.getStatus().getCode() == Status.Code.NOT_FOUND;
    if (isMissed) {
      deeds.add(new Deed.Missed(sent, recorder.now()));
    } else {
      move();
    }
    return isMissed;
  }

  private LeaseGrpc.LeaseBlockingStub leases() {
    return LeaseGrpc.newBlockingStub(endpoints.channel(endpoint()))
        .withDeadlineAfter(plan.deadline().toNanos(), TimeUnit.NANOSECONDS);
  }

  private String endpoint() {
    return endpoints.names().get(at % endpoints.names().size());
  }

  private void move() {
    closeStream();
    endpoints.redial(endpoint());
    at++;
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  private void closeStream() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
