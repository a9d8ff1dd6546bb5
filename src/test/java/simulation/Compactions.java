package simulation;

import com.google.protobuf.Message;
import etcdserverpb.CompactionRequest;
import java.util.random.RandomGenerator;

/// Compactions at revisions old and new, some compacted already and some not yet reached.
final class Compactions implements Capability {

  @Override
  public Message request(Knowledge known, RandomGenerator dice) {
    var revision = known.revision() + dice.nextInt(-20, 5);
    return CompactionRequest.newBuilder().setRevision(Math.max(0, revision)).build();
  }
}
