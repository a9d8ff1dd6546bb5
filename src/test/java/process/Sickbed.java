package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmRequest.AlarmAction;
import etcdserverpb.AlarmType;
import etcdserverpb.CompactionRequest;
import etcdserverpb.HashKVRequest;
import etcdserverpb.HashKVResponse;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.PutRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mvcc.Damage;
import org.awaitility.Awaitility;

/// Members fall ill here, are seen to be, and are mended.
final class Sickbed {

  private final Cluster cluster;

  Sickbed(Cluster cluster) {
    this.cluster = cluster;
  }

  long put(String key, String value) {
    return cluster
        .member(0)
        .kv(Member.PATIENCE)
        .put(PutRequest.newBuilder().setKey(Bytes.of(key)).setValue(Bytes.of(value)).build())
        .getHeader()
        .getRevision();
  }

  void compact(long revision) {
    var unused =
        cluster
            .member(0)
            .kv(Member.PATIENCE)
            .compact(CompactionRequest.newBuilder().setRevision(revision).build());
  }

  private static Path file(Member member, String name) {
    return member.flags().dataDir().resolve("member").resolve(name);
  }

  /// Stops a member, and changes what it has stored of a key.
  static void damage(Member member, String key) {
    member.terminate();
    assertThat(member.awaitExit()).isZero();
    Damage.value(file(member, "store"), key);
  }

  private static MaintenanceGrpc.MaintenanceBlockingStub maintenance(Member member) {
    return MaintenanceGrpc.newBlockingStub(member.channel())
        .withDeadlineAfter(Member.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
  }

  List<AlarmMember> alarms() {
    var all = AlarmRequest.newBuilder().setAction(AlarmAction.GET).build();
    return maintenance(cluster.member(0)).alarm(all).getAlarmsList();
  }

  /// Waits for the alarm of one member and no other, and sees what clients and probes see of it.
  void awaitAlarm(long memberId) throws IOException, InterruptedException {
    var expected =
        AlarmMember.newBuilder().setMemberID(memberId).setAlarm(AlarmType.CORRUPT).build();
    Awaitility.await("the alarm")
        .atMost(Member.PATIENCE)
        .untilAsserted(() -> assertThat(alarms()).containsExactly(expected));
    cluster.awaitEverywhere();
    for (Member member : cluster.members()) {
      var health = get(member, "/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body()).contains("ALARM CORRUPT");
      assertThat(get(member, "/readyz/data_corruption").statusCode()).isEqualTo(503);
    }
    assertThatThrownBy(() -> put("refused", "1"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS));
  }

  private static HttpResponse<String> get(Member member, String path)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(member.flags().clientUrl() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /// What OPERATIONS.md tells an operator to do.
  void mend(Member member) throws IOException {
    if (member.isRunning()) {
      member.terminate();
      assertThat(member.awaitExit()).isZero();
    }
    for (String folder : List.of("store", "store-index")) {
      if (Files.exists(file(member, folder))) {
        Folders.delete(file(member, folder));
      }
    }
    cluster.heal();
    for (AlarmMember alarm : alarms()) {
      var unused =
          maintenance(cluster.member(0))
              .alarm(
                  AlarmRequest.newBuilder()
                      .setAction(AlarmAction.DEACTIVATE)
                      .setMemberID(alarm.getMemberID())
                      .setAlarm(alarm.getAlarm())
                      .build());
    }
    put("mended", "1");
    assertThat(hashes()).hasSize(1);
  }

  /// The hashes that members have of all they store.
  Set<Integer> hashes() {
    cluster.awaitEverywhere();
    Set<Integer> hashes = new HashSet<>();
    for (Member member : cluster.members()) {
      HashKVResponse hash = maintenance(member).hashKV(HashKVRequest.getDefaultInstance());
      hashes.add(hash.getHash());
    }
    return hashes;
  }
}
