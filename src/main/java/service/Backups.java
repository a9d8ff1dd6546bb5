package service;

import com.google.protobuf.UnsafeByteOperations;
import etcd.EtcdError;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.SnapshotResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import mvcc.BackupSource;

/// Streams of the whole store to operators who keep it (etcd's Maintenance.Snapshot). The bytes
/// sent are a file; the last message is the SHA-256 of all before.
final class Backups {

  /// Backups under way at a time: each keeps the disk space of what is removed meanwhile.
  private static final int AT_A_TIME = 2;

  /// Bytes read before they are handed to the connection.
  private static final int BATCH_BYTES = 256 << 10;

  private static final int MESSAGE_BYTES = 32 << 10;

  private final MemberContext member;
  private final Supplier<BackupSource> sources;
  private final LongSupplier estimate;
  private final Semaphore places = new Semaphore(AT_A_TIME);

  /// @param estimate how long a backup may be, in bytes
  Backups(MemberContext member, Supplier<BackupSource> sources, LongSupplier estimate) {
    this.member = member;
    this.sources = sources;
    this.estimate = estimate;
  }

  Inflow<SnapshotRequest> open(Outflow<SnapshotResponse> client, Caller caller) {
    return new Stream(new Pump<>(client, caller, member.bulkReads()));
  }

  private final class Stream implements Inflow<SnapshotRequest> {
    private final Pump<SnapshotResponse> pump;
    private boolean asked;

    Stream(Pump<SnapshotResponse> pump) {
      this.pump = pump;
    }

    @Override
    public void next(SnapshotRequest request) {
      if (asked) {
        return;
      }
      asked = true;
      if (places.tryAcquire()) {
        pump.start(new Messages());
      } else {
        pump.fail(EtcdError.TOO_MANY_REQUESTS.exception());
      }
    }

    @Override
    public void halfClosed() {}

    @Override
    public void ready() {
      pump.ready();
    }

    @Override
    public void gone() {
      pump.gone();
    }
  }

  private final class Messages implements Pump.Source<SnapshotResponse> {
    private final BackupSource source = sources.get();
    private long left = estimate.getAsLong();

    @Override
    public List<SnapshotResponse> next() {
      var messages = new ArrayList<SnapshotResponse>();
      for (int bytes = 0; bytes < BATCH_BYTES; ) {
        boolean last = source.isAtDigest();
        byte[] piece = source.next();
        if (piece == null) {
          break;
        }
        for (int from = 0; from < piece.length; from += MESSAGE_BYTES) {
          messages.add(message(piece, from, last));
        }
        bytes += piece.length;
      }
      return messages;
    }

    /// How much is still to come is not known before it has been read: what is said of it is an
    /// estimate, but 0 for the last message alone.
    private SnapshotResponse message(byte[] piece, int from, boolean last) {
      int length = Math.min(piece.length - from, MESSAGE_BYTES);
      left = Math.max(1, left - length);
      return SnapshotResponse.newBuilder()
          .setVersion(Release.STORAGE)
          .setBlob(UnsafeByteOperations.unsafeWrap(piece, from, length))
          .setRemainingBytes(last ? 0 : left)
          .build();
    }

    @Override
    public void close() {
      source.close();
      places.release();
    }
  }
}
