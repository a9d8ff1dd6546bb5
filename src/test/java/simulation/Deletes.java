package simulation;

import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeRequest;
import java.util.random.RandomGenerator;

/// Deletions of one key or of several, of which some are not there.
final class Deletes implements Capability {

  @Override
  public Message request(Knowledge known, RandomGenerator dice) {
    var delete =
        DeleteRangeRequest.newBuilder().setKey(known.someKey(dice)).setPrevKv(dice.nextBoolean());
    if (dice.nextInt(3) == 0) {
      delete.setRangeEnd(known.someKey(dice));
    }
    return delete.build();
  }
}
