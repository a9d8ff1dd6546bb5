package simulation;

import com.google.protobuf.Message;
import java.util.random.RandomGenerator;

/// Something clients can ask of a cluster. Each kind is a file of its own.
interface Capability {

  /// A request of this kind.
  ///
  /// @param known what clients have learnt so far
  Message request(Knowledge known, RandomGenerator dice);
}
