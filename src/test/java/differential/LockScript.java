package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.LeaseRevokeRequest;
import v3lockpb.LockRequest;
import v3lockpb.LockResponse;
import v3lockpb.UnlockRequest;

/// The Lock service: locks that are free, held and held by oneself; with leases of the client, of
/// the server and of nobody; left, lost and given up.
final class LockScript extends QueueScript {

  private static final long FIRST_LEASE = 0x10_0000;
  private static final long NO_LEASE = 0xdead_beefL;

  LockScript(long seed) {
    super(seed, "lock", FIRST_LEASE);
  }

  @Override
  Message enter(Line line, long lease) {
    return lock(line.name(), lease);
  }

  @Override
  Message leave(Line line, Place owner) {
    return unlock(owner.key());
  }

  @Override
  void other(Line line) {
    switch (dice.between(0, 3)) {
      case 0 -> due.add(Ask.of(unlock(line.key(NO_LEASE))));
      case 1 -> due.add(Ask.of(lock(line.name(), NO_LEASE)));
      case 2 -> due.add(Ask.of(lock(ByteString.copyFromUtf8("served"), 0)));
      default -> {
        if (!line.places().isEmpty()) {
          due.add(Ask.of(lock(line.name(), line.places().getFirst().lease())));
        }
      }
    }
  }

  /// A lock with a lease of the server is left at once, and its lease with it.
  @Override
  public void heard(Step step, Answer answer) {
    if (step instanceof Ask(LockRequest request, _)
        && request.getLease() == 0
        && answer instanceof Answer.Response(LockResponse locked)) {
      due.addFirst(Ask.of(LeaseRevokeRequest.newBuilder().setID(lease(locked.getKey())).build()));
      due.addFirst(Ask.of(unlock(locked.getKey())));
    }
  }

  private static long lease(ByteString key) {
    String text = key.toStringUtf8();
    return Long.parseUnsignedLong(text.substring(text.indexOf('/') + 1), 16);
  }

  private static Message lock(ByteString name, long lease) {
    return LockRequest.newBuilder().setName(name).setLease(lease).build();
  }

  private static Message unlock(ByteString key) {
    return UnlockRequest.newBuilder().setKey(key).build();
  }
}
