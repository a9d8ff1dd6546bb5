package service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.PutRequest;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.SnapshotResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import mvcc.BackupSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who takes a snapshot must go on to take it.
final class BackupsTest {

  private static final long PATIENCE = LoneMember.SNAPSHOT_PATIENCE.toNanos();

  private final LoneMember member = new LoneMember();
  private final Maintenance maintenance = member.maintenance();
  private final ExecutorService connection = Executors.newSingleThreadExecutor();

  @BeforeEach
  void fill() {
    var value = ByteString.copyFrom(new byte[100_000]);
    for (int i = 0; i < 50; i++) {
      var key = ByteString.copyFromUtf8("key" + i);
      member.kv().put(PutRequest.newBuilder().setKey(key).setValue(value).build()).join();
    }
  }

  @AfterEach
  void close() {
    connection.shutdown();
    member.close();
  }

  @Test
  void whoTakesNothingForTooLongLosesTheirPlaceAndHearsWhy() {
    var one = new Client();
    var two = new Client();
    assertThat(new Client().failure()).hasMessage("etcdserver: too many requests");
    maintenance.tend(0);
    maintenance.tend(PATIENCE - 1);
    two.read();
    maintenance.tend(PATIENCE);
    assertThat(one.failure())
        .isInstanceOf(Exceeded.class)
        .hasMessage(
            "sampo: nothing of the snapshot was taken for 60 s (sampo.limits.snapshot-patience)");
    assertThat(two.failure()).isNull();
    assertThat(new Client().failure()).isNull();
  }

  @Test
  void whoTakesAPieceNowAndThenKeepsHis() {
    var slow = new Client();
    for (int i = 0; i < 5; i++) {
      maintenance.tend(i * PATIENCE);
      maintenance.tend((i + 1) * PATIENCE - 1);
      slow.read();
    }
    assertThat(slow.failure()).isNull();
  }

  @Test
  void aCopyThatCannotBeMadeTakesNoPlace() {
    Supplier<BackupSource> broken =
        () -> {
          throw new IllegalStateException("the disk is gone");
        };
    var backups =
        new Backups(
            member.context(),
            member.entrance(),
            new Backups.Copies(broken, () -> 0, _ -> {}),
            LoneMember.SNAPSHOT_PATIENCE);
    for (int i = 0; i < 3; i++) {
      assertThat(new Client(backups::open).failure()).hasMessage("the disk is gone");
    }
  }

  /// Takes a piece, and then nothing until it is told to.
  private final class Client implements Outflow<SnapshotResponse> {
    private final Inflow<SnapshotRequest> inflow;
    private @Nullable Throwable failure;

    Client() {
      this(maintenance::snapshot);
    }

    Client(BiFunction<Client, Caller, Inflow<SnapshotRequest>> opens) {
      inflow = opens.apply(this, Caller.inside(connection));
      connection.execute(() -> inflow.next(SnapshotRequest.getDefaultInstance()));
    }

    void read() {
      settle();
      connection.execute(inflow::ready);
      settle();
    }

    @Nullable Throwable failure() {
      settle();
      return failure;
    }

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void send(SnapshotResponse response) {}

    @Override
    public void pull() {}

    @Override
    public void end() {}

    @Override
    public void fail(Throwable why) {
      failure = why;
    }
  }

  /// Until there is nothing left to do: a request begins on one thread, and its piece is read on
  /// the other and sent on the first.
  private void settle() {
    for (int i = 0; i < 3; i++) {
      pass(connection);
      pass(member.context().bulkReads());
    }
    pass(connection);
  }

  private static void pass(Executor thread) {
    CompletableFuture.runAsync(() -> {}, thread).join();
  }
}
