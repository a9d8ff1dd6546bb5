package probe;

import com.google.common.collect.Lists;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whether every acknowledged write is there in the end: at its revision, as it was written.
public sealed interface Durability {

  /// All are there.
  record Kept(int writes) implements Durability {}

  /// Some are not.
  ///
  /// @param lost a line for each
  record Lost(int writes, List<String> lost) implements Durability {}

  /// Nobody could say: the history was compacted, or no member answered.
  record Unread(String reason) implements Durability {}

  /// Reads of one transaction; servers allow 128 operations.
  int READS_PER_CALL = 100;

  /// Attempts at each member.
  int ROUNDS = 3;

  /// Looks for all of these, at one member after the other.
  static Durability check(Endpoints endpoints, List<Written> writes, Duration deadline) {
    var lost = new ArrayList<String>();
    try {
      for (List<Written> some : Lists.partition(writes, READS_PER_CALL)) {
        lost.addAll(missing(endpoints, some, deadline));
      }
    } catch (StatusRuntimeException failure) {
      return new Unread(failure.getStatus().getCode() + ": " + failure.getMessage());
    }
    return lost.isEmpty() ? new Kept(writes.size()) : new Lost(writes.size(), List.copyOf(lost));
  }

  private static List<String> missing(Endpoints endpoints, List<Written> some, Duration deadline) {
    TxnRequest reads =
        TxnRequest.newBuilder().addAllSuccess(some.stream().map(Durability::read).toList()).build();
    TxnResponse answer = (TxnResponse) endpoints.callAny(reads, deadline, ROUNDS);
    var missing = new ArrayList<String>();
    for (int i = 0; i < some.size(); i++) {
      ResponseOp found = answer.getResponses(i);
      if (!some.get(i).isIn(found.getResponseRange().getKvsList())) {
        missing.add(some.get(i) + ", found " + found.getResponseRange().getKvsList());
      }
    }
    return missing;
  }

  private static RequestOp read(Written write) {
    return RequestOp.newBuilder()
        .setRequestRange(Keys.read(write.key()).toBuilder().setRevision(write.revision()))
        .build();
  }
}
