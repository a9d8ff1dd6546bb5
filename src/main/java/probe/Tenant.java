package probe;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.LeaseGrantRequest;
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

/// A client that takes one lease after the other: puts the same few keys under it, under none, or
/// as they are, renews it for a while, now at one member, now at another, and then revokes it, now
/// or when the next one lives, or forgets it.
final class Tenant implements Runnable {

  /// No lease lives longer after its last renewal, unless the leader changes.
  static final Duration LONGEST_LIFE = Duration.ofSeconds(4);

  private static final int SHORTEST_LIFE_SECONDS = 1;
  private static final int MOST_KEYS = 3;
  private static final int KEYS = 4;
  private static final int LONGEST_STAY_MS = 9000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

  private record Lease(long id, List<Deed> deeds) {

    Lease(long id) {
      this(id, new ArrayList<>());
    }

    Life life() {
      return new Life(id, deeds);
    }
  }

  /// What a put is to a lease.
  private interface PutDeed {
    Deed of(long sent, ByteString key, ByteString value, OptionalLong revision);
  }

  private final int number;
  private final Keys keys;
  private final Plan plan;
  private final Endpoints endpoints;
  private final Recorder recorder;
  private final Queue<Life> lives;
  private final BooleanSupplier isOver;
  private final RandomGenerator random;
  private @Nullable KeepAlives stream;
  private @Nullable Lease former;
  private int at;
  private int values;

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
        Lease lease = new Lease(random.nextLong(1, Long.MAX_VALUE));
        if (grant(lease)) {
          live(lease);
          settle();
          former = lease;
        } else {
          lives.add(lease.life());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      settle();
      closeStream();
    }
  }

  /// Nothing is done with the former lease any longer.
  private void settle() {
    if (former != null) {
      lives.add(former.life());
      former = null;
    }
  }

  private void live(Lease lease) throws InterruptedException {
    int wanted = 1 + random.nextInt(MOST_KEYS);
    for (int i = 0; i < wanted; i++) {
      attach(lease);
    }
    long leaves = recorder.now() + Duration.ofMillis(random.nextInt(LONGEST_STAY_MS)).toNanos();
    boolean isThere = true;
    while (isThere && recorder.now() < leaves && !isOver.getAsBoolean()) {
      isThere = renew(lease);
      actAtRandom(lease);
      LockSupport.parkNanos(PAUSE_NANOS + random.nextLong(PAUSE_NANOS));
    }
    if (isThere && random.nextBoolean()) {
      revoke(lease);
    }
  }

  /// Most leases live on for a while when the next one begins: its keys hang on the former one
  /// then, on the new one, or on none.
  private void actAtRandom(Lease lease) throws InterruptedException {
    switch (random.nextInt(10)) {
      case 0, 1 -> attach(lease);
      case 2 -> put(lease, Keys.put(anyKey(), value()), Deed.Detached::new);
      case 3 ->
          put(
              lease,
              Keys.put(anyKey(), value()).toBuilder().setIgnoreLease(true).build(),
              Deed.Kept::new);
      case 4 -> {
        if (former != null) {
          revoke(former);
        }
      }
      default -> {}
    }
  }

  private boolean grant(Lease lease) {
    long seconds = random.nextLong(SHORTEST_LIFE_SECONDS, LONGEST_LIFE.toSeconds() + 1);
    LeaseGrantRequest request =
        LeaseGrantRequest.newBuilder().setID(lease.id()).setTTL(seconds).build();
    long sent = recorder.now();
    try {
      Duration lives = Duration.ofSeconds(leases().leaseGrant(request).getTTL());
      lease.deeds().add(new Deed.Granted(sent, Duration.ofSeconds(seconds), lives));
      lease.deeds().add(new Deed.Promised(sent, recorder.now(), lives));
      return true;
    } catch (StatusRuntimeException failure) {
      move();
      return false;
    }
  }

  private void attach(Lease lease) {
    put(
        lease,
        Keys.put(anyKey(), value()).toBuilder().setLease(lease.id()).build(),
        Deed.Attached::new);
  }

  /// A few keys, which one lease after the other gets.
  private ByteString anyKey() {
    return keys.named(number + "." + random.nextInt(KEYS));
  }

  private String value() {
    return number + "." + values++;
  }

  private void put(Lease lease, PutRequest put, PutDeed deed) {
    long sent = recorder.now();
    OptionalLong revision = OptionalLong.empty();
    try {
      Message answer = endpoints.call(endpoint(), put, plan.deadline());
      revision = OptionalLong.of(((PutResponse) answer).getHeader().getRevision());
    } catch (StatusRuntimeException failure) {
      boolean isMissing = failure.getStatus().getCode() == Status.Code.INVALID_ARGUMENT;
      if (!isMissing) {
        missedOrMove(failure, sent, lease);
      }
    }
    lease.deeds().add(deed.of(sent, put.getKey(), put.getValue(), revision));
  }

  private boolean renew(Lease lease) throws InterruptedException {
    if (stream == null) {
      stream = KeepAlives.open(endpoints.channel(endpoint()));
    }
    long sent = recorder.now();
    Optional<LeaseKeepAliveResponse> answer = stream.renew(lease.id(), PATIENCE);
    long heard = recorder.now();
    if (answer.isEmpty()) {
      stream
          .end()
          .ifPresent(end -> lease.deeds().add(new Deed.CutOff(sent, end.getCode().toString())));
      move();
      return true;
    }
    long seconds = answer.get().getTTL();
    lease
        .deeds()
        .add(
            seconds > 0
                ? new Deed.Promised(sent, heard, Duration.ofSeconds(seconds))
                : new Deed.Missed(sent, heard));
    return seconds > 0;
  }

  /// Who has heard of the end renews once more, on the stream that goes on with the next lease.
  private void revoke(Lease lease) throws InterruptedException {
    long sent = recorder.now();
    try {
      long revision =
          leases()
              .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease.id()).build())
              .getHeader()
              .getRevision();
      lease.deeds().add(new Deed.Revoked(sent, recorder.now(), OptionalLong.of(revision)));
      var _ = renew(lease);
    } catch (StatusRuntimeException failure) {
      if (!missedOrMove(failure, sent, lease)) {
        lease.deeds().add(new Deed.Revoked(sent, Long.MAX_VALUE, OptionalLong.empty()));
      }
    }
  }

  private boolean missedOrMove(StatusRuntimeException failure, long sent, Lease lease) {
    boolean isMissed = failure.getStatus().getCode() == Status.Code.NOT_FOUND;
    if (isMissed) {
      lease.deeds().add(new Deed.Missed(sent, recorder.now()));
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
