package differential;

import com.google.protobuf.ByteString;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.SnapshotResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A snapshot, and what has to be true of any: a whole number of sectors, as etcdctl demands,
/// followed by their checksum, and at each chunk how much is left.
record Snapshot() implements Step {

  private static final int SECTOR_BYTES = 512;
  private static final int CHECKSUM_BYTES = 32;

  @Override
  public Answer on(Party party) {
    Talk<SnapshotRequest, SnapshotResponse> talk =
        party.talk(MaintenanceGrpc.getSnapshotMethod(), "");
    talk.say(SnapshotRequest.getDefaultInstance());
    talk.end();
    ByteString all = ByteString.EMPTY;
    long left = -1;
    while (true) {
      switch (talk.hear(Party.PATIENCE_MILLIS)) {
        case null -> {
          return Answer.Silence.SILENCE;
        }
        case Talk.End<SnapshotResponse>(var status) -> {
          return status.isOk() ? new Answer.Note(judged(all)) : Answer.of(status);
        }
        case Talk.Word<SnapshotResponse>(var chunk) -> {
          if (chunk.hasHeader()) {
            return new Answer.Note("a chunk has a header");
          }
          all = all.concat(chunk.getBlob());
          if (left >= 0 && chunk.getRemainingBytes() > left) {
            return new Answer.Note("what is left grows");
          }
          left = chunk.getRemainingBytes();
        }
      }
    }
  }

  private static String judged(ByteString all) {
    if (all.size() <= CHECKSUM_BYTES || all.size() % SECTOR_BYTES != CHECKSUM_BYTES) {
      return all.size() + " bytes";
    }
    ByteString data = all.substring(0, all.size() - CHECKSUM_BYTES);
    ByteString checksum = all.substring(data.size());
    return checksum.equals(sha256(data)) ? "sectors and their checksum" : "a wrong checksum";
  }

  private static ByteString sha256(ByteString data) {
    try {
      return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(data.toByteArray()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
