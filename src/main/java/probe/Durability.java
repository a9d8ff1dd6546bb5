package probe;

import com.google.common.collect.Lists;
import etcd.EtcdError;
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
  ///
  /// @param older ones, compacted since: who judges what happened judges them
  record Kept(int writes, int older) implements Durability {}

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

  /// Looks for all of these from a revision on, at one member after the other.
  ///
  /// @param first before which all may be compacted
  static Durability check(Endpoints endpoints, List<Written> all, long first, Duration deadline) {
    List<Written> writes = all.stream().filter(write -> write.revision() >= first).toList();
    var lost = new ArrayList<String>();
    try {
      for (List<Written> some : Lists.partition(writes, READS_PER_CALL)) {
        lost.addAll(missing(endpoints, some, deadline));
      }
    } catch (StatusRuntimeException failure) {
      if (EtcdError.FUTURE_REVISION.text().equals(failure.getStatus().getDescription())) {
        lost.add("a revision that a write was acknowledged with does not exist");
        return new Lost(writes.size(), List.copyOf(lost));
      }
      return new Unread(failure.getStatus().getCode() + ": " + failure.getMessage());
    }
    return lost.isEmpty()
        ? new Kept(writes.size(), all.size() - writes.size())
        : new Lost(writes.size(), List.copyOf(lost));
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
