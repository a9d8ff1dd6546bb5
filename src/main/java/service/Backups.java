package service;

import auth.Access;
import com.google.protobuf.UnsafeByteOperations;
import etcd.EtcdError;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.SnapshotResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import mvcc.BackupSource;
import org.jspecify.annotations.Nullable;

/// Streams of the whole store to operators who keep it (etcd's Maintenance.Snapshot). The bytes
/// sent are a file; the last message is the SHA-256 of all before.
final class Backups {

  /// Backups under way at a time: each keeps the disk space of what is removed meanwhile.
  private static final int AT_A_TIME = 2;

  /// Bytes read before they are handed to the connection.
  private static final int BATCH_BYTES = 256 << 10;

  private static final int MESSAGE_BYTES = 32 << 10;

  private final MemberContext member;
  private final Entrance entrance;
  private final Copies copies;
  private final Duration patience;
  private final Semaphore places = new Semaphore(AT_A_TIME);
  private final Set<Stream> underWay = ConcurrentHashMap.newKeySet();

  /// Where backups come from.
  ///
  /// @param sources opens one
  /// @param estimate how long one may be, in bytes
  /// @param ended hears of each that has ended, and of the nanoseconds it took
  record Copies(Supplier<BackupSource> sources, LongSupplier estimate, LongConsumer ended) {}

  /// @param patience how long a client may take nothing of what there is for it
  Backups(MemberContext member, Entrance entrance, Copies copies, Duration patience) {
    this.member = member;
    this.entrance = entrance;
    this.copies = copies;
    this.patience = patience;
  }

  /// Ends backups whose clients have stopped to take them; to be called again and again, by one
  /// thread.
  ///
  /// @param nowNanos in [System#nanoTime] units
  void tend(long nowNanos) {
    underWay.forEach(stream -> stream.tend(nowNanos));
  }

  Inflow<SnapshotRequest> open(Outflow<SnapshotResponse> client, Caller caller) {
    return new Stream(caller, new Pump<>(client, caller, member.bulkReads()));
  }

  private final class Stream implements Inflow<SnapshotRequest> {
    private final Caller caller;
    private final Pump<SnapshotResponse> pump;
    private boolean asked;

    /// The standstill that [#tend] has seen, and since when.
    private long standstill;

    private long sinceNanos;

    Stream(Caller caller, Pump<SnapshotResponse> pump) {
      this.caller = caller;
      this.pump = pump;
    }

    @Override
    public void next(SnapshotRequest request) {
      if (asked) {
        return;
      }
      asked = true;
      var unused =
          entrance
              .admit(caller, Access::requireRoot, CompletableFuture::completedFuture)
              .whenComplete((_, refused) -> caller.thread().execute(() -> begin(refused)));
    }

    private void begin(@Nullable Throwable refused) {
      if (refused != null) {
        pump.fail(refused);
      } else if (places.tryAcquire()) {
        copy();
      } else {
        pump.fail(EtcdError.TOO_MANY_REQUESTS.exception());
      }
    }

    /// Begins to send; the place is the messages' to give back, if there are any.
    private void copy() {
      Messages messages;
      try {
        messages = new Messages(this);
      } catch (RuntimeException broken) {
        places.release();
        pump.fail(broken);
        return;
      }
      underWay.add(this);
      pump.start(messages);
    }

    void tend(long nowNanos) {
      long now = pump.standstill();
      if (now == 0 || now != standstill) {
        standstill = now;
        sinceNanos = nowNanos;
      } else if (nowNanos - sinceNanos >= patience.toNanos()) {
        caller.thread().execute(() -> giveUp(now));
      }
    }

    private void giveUp(long on) {
      if (pump.standstill() == on) {
        pump.fail(
            new Exceeded(
                "nothing of the snapshot was taken for %d s (sampo.limits.snapshot-patience)"
                    .formatted(patience.toSeconds())));
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
    private final Stream stream;
    private long left = copies.estimate.getAsLong();
    private final long began = System.nanoTime();
    private final BackupSource source = copies.sources.get();

    Messages(Stream stream) {
      this.stream = stream;
    }

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
      copies.ended.accept(System.nanoTime() - began);
      underWay.remove(stream);
      places.release();
    }
  }
}
