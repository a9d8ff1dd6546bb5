package actors;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import lease.Deadlines;
import proposal.wire.LeaseCheckpoint;
import proposal.wire.LeaseCheckpoints;
import proposal.wire.LeaseExpiries;
import proposal.wire.LeaseGrantId;
import proposal.wire.Proposal;

/// What a leader proposes of leases. Nobody waits for these proposals, so they have no id.
final class LeaseProposals {

  /// The most leases of one proposal: what is applied in one go must not hold up others for long.
  private static final int CHUNK = 1000;

  private LeaseProposals() {}

  /// The ends of leases.
  static List<ByteString> ends(List<LeaseGrantId> leases) {
    List<ByteString> proposals = new ArrayList<>();
    for (int from = 0; from < leases.size(); from += CHUNK) {
      var chunk = leases.subList(from, Math.min(from + CHUNK, leases.size()));
      proposals.add(
          Proposal.newBuilder()
              .setLeaseExpiries(LeaseExpiries.newBuilder().addAllLeases(chunk))
              .build()
              .toByteString());
    }
    return proposals;
  }

  /// The checkpoints that are due, in so many proposals at most.
  static List<ByteString> checkpoints(Deadlines deadlines, int max) {
    List<ByteString> proposals = new ArrayList<>();
    while (proposals.size() < max) {
      List<LeaseCheckpoint> checkpoints = deadlines.checkpoints(CHUNK);
      if (checkpoints.isEmpty()) {
        break;
      }
      proposals.add(
          Proposal.newBuilder()
              .setLeaseCheckpoints(LeaseCheckpoints.newBuilder().addAllCheckpoints(checkpoints))
              .build()
              .toByteString());
    }
    return proposals;
  }
}
