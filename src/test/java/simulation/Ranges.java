package simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.RangeRequest;
import java.util.random.RandomGenerator;

/// Reads of one key, some or all; linearizable or not; now, in the past or in the future.
final class Ranges implements Capability {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /// A linearizable read of everything.
  static RangeRequest all() {
    return RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build();
  }

  @Override
  public Message request(Knowledge known, RandomGenerator dice) {
    var range = RangeRequest.newBuilder().setSerializable(dice.nextInt(4) == 0);
    switch (dice.nextInt(3)) {
      case 0 -> range.setKey(ZERO).setRangeEnd(ZERO);
      case 1 -> range.setKey(known.someKey(dice)).setRangeEnd(known.someKey(dice));
      default -> range.setKey(known.someKey(dice));
    }
    switch (dice.nextInt(6)) {
      case 0 -> range.setRevision(Math.max(1, known.revision() - dice.nextInt(20)));
      case 1 -> range.setRevision(known.revision() + dice.nextInt(4));
      case 2 -> range.setLimit(1 + dice.nextInt(2));
      case 3 -> range.setCountOnly(true);
      default -> {}
    }
    return range.build();
  }
}
