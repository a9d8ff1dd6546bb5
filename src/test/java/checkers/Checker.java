package checkers;

import com.google.protobuf.ByteString;
import java.util.List;
import mvcc.Store;
import raft.Entry;
import raft.MemberId;

/// Hears everything that matters for safety, in the order in which it happens.
public interface Checker {

  /// A member started with what its disk holds.
  default void started(MemberId member, Logs logs) {}

  /// A member entered a role.
  default void entered(MemberId member, String role, long term, Logs logs) {}

  /// A member's vote leaves it.
  default void votes(MemberId member, long term, MemberId candidate) {}

  /// A member is about to take entries into its log, in place of any from the first index on.
  default void appends(MemberId member, List<Entry> entries, Logs logs) {}

  /// A member of a term says that the log is committed up to an index.
  default void committed(MemberId member, long term, long commitIndex, Logs logs) {}

  /// A member hands entries to its state machine.
  default void applies(MemberId member, List<Entry> entries) {}

  /// A member's store has applied all that it was handed together.
  default void applied(MemberId member, Store store) {}

  /// A member that takes itself for the leader of a term lets proposals of its own go to the log.
  default void decides(MemberId member, long term, List<ByteString> proposals) {}

  /// Says no.
  default Violation violation(String what) {
    return new Violation(getClass().getSimpleName(), what);
  }
}
