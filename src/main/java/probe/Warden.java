package probe;

import authpb.Permission;
import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthRoleGrantPermissionRequest;
import etcdserverpb.AuthRoleRevokePermissionRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import verify.rights.Change;
import verify.rights.Span;

/// The one client that changes rights: of one user, until nobody answers. What that user may do is
/// not known then, so the next one is a new one.
final class Warden implements Runnable {

  private static final long PAUSE_NANOS = Duration.ofMillis(150).toNanos();
  private static final int MOST_RIGHTS = 3;

  private final Plan plan;
  private final Endpoints endpoints;
  private final Recorder recorder;
  private final Rights rights;
  private final BooleanSupplier isOver;
  private final RandomGenerator random;
  private final List<Span> given = new ArrayList<>();
  private int users;

  /// @param endpoints in the name of root
  Warden(Plan plan, Endpoints endpoints, Recorder recorder, Rights rights, BooleanSupplier isOver) {
    this.plan = plan;
    this.endpoints = endpoints;
    this.recorder = recorder;
    this.rights = rights;
    this.isOver = isOver;
    this.random = new SplittableRandom(plan.seed() * 31 + 7);
  }

  @Override
  public void run() {
    while (!isOver.getAsBoolean()) {
      String endpoint = endpoints.names().get(random.nextInt(endpoints.names().size()));
      try {
        if (rights.user().isEmpty()) {
          welcome(endpoint);
        } else {
          change(endpoint, rights.user().get());
        }
      } catch (StatusRuntimeException nobodyAnswers) {
        rights.areOf(null);
        endpoints.redial(endpoint);
      }
      LockSupport.parkNanos(PAUSE_NANOS + random.nextLong(PAUSE_NANOS));
    }
  }

  private void welcome(String endpoint) {
    String user = "guest-" + users++;
    given.clear();
    var auth = auth(endpoint);
    var _ = auth.userAdd(AuthUserAddRequest.newBuilder().setName(user).setPassword(user).build());
    var _ = auth.roleAdd(AuthRoleAddRequest.newBuilder().setName(user).build());
    var _ =
        auth.userGrantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(user).build());
    rights.areOf(user);
  }

  private void change(String endpoint, String user) {
    boolean isGiven = given.isEmpty() || (given.size() < MOST_RIGHTS && random.nextBoolean());
    Span keys = isGiven ? Rights.any(random) : given.get(random.nextInt(given.size()));
    if (isGiven && given.contains(keys)) {
      return;
    }
    long sent = recorder.now();
    long heard = Long.MAX_VALUE;
    try {
      if (isGiven) {
        give(endpoint, user, keys);
        given.add(keys);
      } else {
        take(endpoint, user, keys);
        given.remove(keys);
      }
      heard = recorder.now();
    } finally {
      rights.changed(new Change(user, sent, heard, keys, isGiven));
    }
  }

  private void give(String endpoint, String user, Span keys) {
    var right =
        Permission.newBuilder()
            .setPermType(Permission.Type.READ)
            .setKey(rights.first(keys))
            .setRangeEnd(rights.end(keys));
    var _ =
        auth(endpoint)
            .roleGrantPermission(
                AuthRoleGrantPermissionRequest.newBuilder().setName(user).setPerm(right).build());
  }

  private void take(String endpoint, String user, Span keys) {
    var _ =
        auth(endpoint)
            .roleRevokePermission(
                AuthRoleRevokePermissionRequest.newBuilder()
                    .setRole(user)
                    .setKey(rights.first(keys))
                    .setRangeEnd(rights.end(keys))
                    .build());
  }

  private AuthGrpc.AuthBlockingStub auth(String endpoint) {
    return AuthGrpc.newBlockingStub(endpoints.channel(endpoint))
        .withDeadlineAfter(plan.deadline().toNanos(), TimeUnit.NANOSECONDS);
  }
}
