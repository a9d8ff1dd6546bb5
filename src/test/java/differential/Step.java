package differential;

import com.google.protobuf.Message;
import java.util.Optional;

/// One thing that is done to both systems in the same way.
interface Step {

  /// Does it to one of them.
  ///
  /// @return what came of it, without what differs from cluster to cluster
  Answer on(Party party);

  /// The request, if the step is a single one; what etcd leaves open in an answer depends on it.
  default Optional<Message> request() {
    return Optional.empty();
  }

  /// What is counted in the report.
  default String kind() {
    return request()
        .map(request -> request.getDescriptorForType().getName())
        .orElseGet(() -> getClass().getSimpleName());
  }
}
