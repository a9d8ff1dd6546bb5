package simulation;

import com.google.protobuf.Message;
import etcdserverpb.PutRequest;
import java.util.random.RandomGenerator;

/// Puts, some of which keep the value or want the pair from before.
final class Puts implements Capability {

  @Override
  public Message request(Knowledge known, RandomGenerator dice) {
    var put = PutRequest.newBuilder().setKey(known.someKey(dice)).setPrevKv(dice.nextBoolean());
    return dice.nextInt(10) == 0
        ? put.setIgnoreValue(true).build()
        : put.setValue(known.freshValue()).build();
  }
}
