package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.KVGrpc.KVBlockingStub;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `etcdctl make-mirror` makes the same mirror of and at Sampo as it makes of etcd at etcd.
@Tag("process")
final class EtcdctlMirrorTest {

  @RegisterExtension static final Cluster etcd = EtcdCluster.of(1);
  @RegisterExtension static final Cluster etcdMirror = EtcdCluster.of(1);
  @RegisterExtension static final Cluster sampo = Cluster.of(1);
  @RegisterExtension static final Cluster sampoMirror = Cluster.of(1);

  /// More than make-mirror reads in one go.
  private static final int KEYS = 1_100;

  private static final int KEYS_IN_ONE_WRITE = 100;

  /// What is mirrored where.
  ///
  /// @param written the prefix of the keys that are written
  /// @param seen the prefix that they have in the mirror
  /// @param flags of make-mirror
  private record Way(String written, String seen, List<String> flags) {}

  @BeforeAll
  static void needsEtcdctl() {
    Etcdctl.assumeInstalled();
  }

  static Stream<Way> ways() {
    return Stream.of(
        new Way("all/", "all/", List.of()),
        new Way("part/", "part/", List.of("--prefix=part/")),
        new Way("from/", "to/", List.of("--prefix=from/", "--dest-prefix=to/")),
        new Way("off/on/", "on/", List.of("--prefix=off/", "--no-dest-prefix")));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void mirrorsAsFromEtcdToEtcd(Way way) {
    write(etcd, way);
    write(sampo, way);
    List<Process> mirroring =
        List.of(mirror(etcd, etcdMirror, way), mirror(sampo, sampoMirror, way));
    try {
      awaitKey(etcdMirror, way.seen + "last");
      awaitKey(sampoMirror, way.seen + "last");
      change(etcd, way);
      change(sampo, way);
      awaitKey(etcdMirror, way.seen + "end");
      awaitKey(sampoMirror, way.seen + "end");
    } finally {
      mirroring.forEach(Process::destroyForcibly);
    }
    List<String> expected = pairs(etcdMirror, way.seen);
    assertThat(expected).hasSizeGreaterThan(KEYS / 2);
    assertThat(pairs(sampoMirror, way.seen)).isEqualTo(expected);
  }

  /// Whoever moves from one to the other.
  @Test
  void mirrorsFromEtcdToSampoAndBack() {
    Way there = new Way("etcd/", "here/", List.of("--prefix=etcd/", "--dest-prefix=here/"));
    Way back = new Way("here/", "back/", List.of("--prefix=here/", "--dest-prefix=back/"));
    write(etcd, there);
    List<Process> mirroring = List.of(mirror(etcd, sampo, there), mirror(sampo, etcdMirror, back));
    try {
      awaitKey(etcdMirror, "back/last");
      change(etcd, there);
      awaitKey(etcdMirror, "back/end");
    } finally {
      mirroring.forEach(Process::destroyForcibly);
    }
    assertThat(pairs(sampo, "here/").size()).isEqualTo(pairs(etcd, "etcd/").size());
    assertThat(pairs(etcdMirror, "back/"))
        .isEqualTo(
            pairs(sampo, "here/").stream().map(pair -> pair.replace("here/", "back/")).toList());
  }

  /// Twice a minute it says how much it has mirrored.
  @Test
  @Tag("long")
  void countsWhatItMirrors() {
    Way way = new Way("count/", "counted/", List.of("--prefix=count/", "--dest-prefix=counted/"));
    write(etcd, way);
    write(sampo, way);
    assertThat(firstCount(sampo, sampoMirror, way)).isEqualTo(firstCount(etcd, etcdMirror, way));
  }

  private static String firstCount(Cluster source, Cluster mirror, Way way) {
    return new Etcdctl(source.endpoints()).runUntil(1, "", words(mirror, way)).out();
  }

  private static Process mirror(Cluster source, Cluster mirror, Way way) {
    return new Etcdctl(source.endpoints()).start(words(mirror, way));
  }

  private static String[] words(Cluster mirror, Way way) {
    List<String> words = new ArrayList<>(List.of("make-mirror", mirror.endpoints()));
    words.addAll(way.flags);
    return words.toArray(String[]::new);
  }

  private static KVBlockingStub kv(Cluster cluster) {
    return cluster.member(0).kv(Member.PATIENCE);
  }

  /// What is there before the mirror.
  private static void write(Cluster cluster, Way way) {
    for (int from = 0; from < KEYS; from += KEYS_IN_ONE_WRITE) {
      TxnRequest.Builder txn = TxnRequest.newBuilder();
      for (int i = from; i < from + KEYS_IN_ONE_WRITE; i++) {
        txn.addSuccess(put(way.written + "%04d".formatted(i), "first " + i));
      }
      kv(cluster).txn(txn.build());
    }
    kv(cluster).put(put(way.written + "last", "").getRequestPut());
  }

  /// What comes while it is mirrored: keys again, new ones, fewer, and several at once.
  private static void change(Cluster cluster, Way way) {
    for (int i = 0; i < 20; i++) {
      kv(cluster).put(put(way.written + "again" + i % 3, "value " + i).getRequestPut());
    }
    kv(cluster)
        .deleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(Bytes.of(way.written + "0100"))
                .setRangeEnd(Bytes.of(way.written + "0200"))
                .build());
    kv(cluster)
        .txn(
            TxnRequest.newBuilder()
                .addSuccess(put(way.written + "0001", "other"))
                .addSuccess(delete(way.written + "0002"))
                .addSuccess(put(way.written + "new", "value"))
                .build());
    kv(cluster).put(put(way.written + "0002", "reborn").getRequestPut());
    kv(cluster).put(put(way.written + "end", "").getRequestPut());
  }

  private static RequestOp put(String key, String value) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(Bytes.of(key)).setValue(Bytes.of(value)))
        .build();
  }

  private static RequestOp delete(String key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(Bytes.of(key)))
        .build();
  }

  private static void awaitKey(Cluster cluster, String key) {
    await(key)
        .atMost(Member.PATIENCE)
        .until(() -> !new Etcdctl(cluster.endpoints()).lines("get", key).isEmpty());
  }

  /// Key, value and version of what has a prefix, which ends in a slash.
  private static List<String> pairs(Cluster cluster, String prefix) {
    RangeRequest all =
        RangeRequest.newBuilder()
            .setKey(Bytes.of(prefix))
            .setRangeEnd(Bytes.of(prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1)))
            .build();
    return kv(cluster).range(all).getKvsList().stream()
        .map(
            kv ->
                "%s = %s (%d)"
                    .formatted(
                        kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8(), kv.getVersion()))
        .toList();
  }
}
