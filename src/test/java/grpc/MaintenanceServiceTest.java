package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmRequest.AlarmAction;
import etcdserverpb.AlarmType;
import etcdserverpb.ClusterGrpc;
import etcdserverpb.DefragmentRequest;
import etcdserverpb.DowngradeRequest;
import etcdserverpb.HashKVRequest;
import etcdserverpb.HashRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.MaintenanceGrpc.MaintenanceBlockingStub;
import etcdserverpb.MemberAddRequest;
import etcdserverpb.MoveLeaderRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.SnapshotResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import mvcc.Backup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What operators ask of a member, over a real socket.
final class MaintenanceServiceTest {

  private final ClientPort port = new ClientPort();
  private final MaintenanceBlockingStub maintenance =
      MaintenanceGrpc.newBlockingStub(port.channel());

  @TempDir private Path folder;

  @AfterEach
  void close() {
    port.close();
  }

  private void fill(int keys, int bytes) {
    var kv = KVGrpc.newBlockingStub(port.channel());
    for (int i = 0; i < keys; i++) {
      var unused =
          kv.put(
              PutRequest.newBuilder()
                  .setKey(ByteString.copyFromUtf8("k%05d".formatted(i)))
                  .setValue(ByteString.copyFrom(new byte[bytes]))
                  .build());
    }
  }

  @Test
  void alarmsAreRaisedShownAndTakenBack() {
    var raise =
        AlarmRequest.newBuilder()
            .setAction(AlarmAction.ACTIVATE)
            .setMemberID(0xbeef)
            .setAlarm(AlarmType.CORRUPT);
    assertThat(maintenance.alarm(raise.build()).getAlarmsCount()).isOne();
    assertThat(maintenance.alarm(AlarmRequest.getDefaultInstance()).getAlarmsCount()).isOne();
    assertThat(port.scrape())
        .contains("etcd_debugging_server_alarms{alarm_type=\"CORRUPT\",server_id=\"beef\"} 1");
    assertThatThrownBy(() -> fill(1, 1)).hasMessage("DATA_LOSS: etcdserver: corrupt cluster");
    maintenance.alarm(raise.setAction(AlarmAction.DEACTIVATE).build());
    fill(1, 1);
    assertThat(port.scrape()).doesNotContain("etcd_debugging_server_alarms{");
  }

  @Test
  void theOtherCallsAnswer() {
    fill(3, 10);
    assertThat(maintenance.hash(HashRequest.getDefaultInstance()).getHash()).isNotZero();
    assertThat(maintenance.hashKV(HashKVRequest.getDefaultInstance()).getHashRevision())
        .isEqualTo(4);
    assertThat(maintenance.defragment(DefragmentRequest.getDefaultInstance()).hasHeader())
        .isFalse();
    assertThatThrownBy(
            () -> maintenance.moveLeader(MoveLeaderRequest.newBuilder().setTargetID(5).build()))
        .hasMessage("FAILED_PRECONDITION: etcdserver: bad leader transferee");
    assertThatThrownBy(
            () -> maintenance.downgrade(DowngradeRequest.newBuilder().setVersion("3.5").build()))
        .hasMessage("INVALID_ARGUMENT: etcdserver: invalid downgrade target version");
    assertThatThrownBy(
            () ->
                ClusterGrpc.newBlockingStub(port.channel())
                    .memberAdd(MemberAddRequest.newBuilder().addPeerURLs("http://c:3").build()))
        .hasMessage("UNIMPLEMENTED: sampo: the members of a cluster cannot be changed yet");
  }

  @Test
  void aSnapshotIsAFileWithItsDigest() throws IOException {
    fill(200, 5000);
    List<SnapshotResponse> all = new ArrayList<>();
    maintenance.snapshot(SnapshotRequest.getDefaultInstance()).forEachRemaining(all::add);
    Path file = folder.resolve("backup");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (var part : all) {
        part.getBlob().writeTo(out);
      }
    }
    var content = new Backup(file).verify();
    assertThat(content.revision()).isEqualTo(201);
    assertThat(content.rows()).isEqualTo(200);
    assertThat(all.getLast().getBlob().size()).isEqualTo(32);
    assertThat(all.getLast().getRemainingBytes()).isZero();
    assertThat(all.subList(0, all.size() - 1))
        .allMatch(part -> part.getRemainingBytes() > 0 && part.getBlob().size() <= 32 << 10);
    assertThat(all).allMatch(part -> part.getVersion().equals("3.6.0") && !part.hasHeader());
  }

  @Test
  void aSnapshotIsReadNoFasterThanTheClientTakesIt() {
    fill(300, 100_000);
    var received = new AtomicLong();
    var ended = new AtomicLong();
    var call = port.channel().newCall(MaintenanceGrpc.getSnapshotMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(SnapshotResponse part) {
            received.addAndGet(part.getBlob().size());
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.set(status.isOk() ? 1 : 2);
          }
        },
        new Metadata());
    call.sendMessage(SnapshotRequest.getDefaultInstance());
    call.halfClose();
    call.request(1);
    await().until(() -> received.get() > 0);
    assertThat(port.scrape())
        .as("sent so far")
        .containsPattern("grpc_server_msg_sent_total\\{[^}]*Snapshot[^}]*} 1?\\d{1,2}\\.0\n");
    call.request(100_000);
    await().until(() -> ended.get() == 1);
    assertThat(received.get()).isGreaterThan(30_000_000);
  }

  @Test
  void onlySoManySnapshotsAreReadAtATime() {
    fill(300, 100_000);
    var one = maintenance.snapshot(SnapshotRequest.getDefaultInstance());
    var two = maintenance.snapshot(SnapshotRequest.getDefaultInstance());
    assertThat(one.hasNext() && two.hasNext()).isTrue();
    assertThatThrownBy(() -> maintenance.snapshot(SnapshotRequest.getDefaultInstance()).hasNext())
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("too many requests");
    one.forEachRemaining(_ -> {});
    await()
        .ignoreExceptions()
        .until(() -> maintenance.snapshot(SnapshotRequest.getDefaultInstance()).hasNext());
  }
}
