package simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.PutRequest;
import java.util.random.RandomGenerator;

/// Leases: grants, renewals, revocations, questions for the time left; and puts that place keys
/// under a lease, move them to another, leave them where they are, or take them out. These keys are
/// deleted by nobody.
final class Leasing implements Capability {

  /// The longest time to live that is asked for, in seconds.
  static final int MAX_TTL = 3;

  private static final int KEYS = 8;

  @Override
  public Message request(Knowledge known, RandomGenerator dice) {
    var leases = known.leases();
    var what = dice.nextInt(60);
    if (what < 6) {
      return LeaseGrantRequest.newBuilder()
          .setID(leases.newcomer(dice))
          .setTTL(dice.nextInt(0, MAX_TTL + 1))
          .build();
    } else if (what < 21) {
      return put(known, dice);
    } else if (what < 27) {
      return LeaseTimeToLiveRequest.newBuilder().setID(leases.any(dice)).build();
    } else if (what < 28) {
      return LeaseRevokeRequest.newBuilder().setID(leases.any(dice)).build();
    }
    return LeaseKeepAliveRequest.newBuilder().setID(leases.cared(dice)).build();
  }

  private static Message put(Knowledge known, RandomGenerator dice) {
    var put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("leased" + dice.nextInt(KEYS)))
            .setValue(known.freshValue());
    return switch (dice.nextInt(8)) {
      case 0 -> put.build();
      case 1 -> put.setIgnoreLease(true).build();
      default -> put.setLease(known.leases().any(dice)).build();
    };
  }
}
