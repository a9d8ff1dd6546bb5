package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A member on a real disk that fills up says so in etcd's words, and loses nothing.
@Tag("process")
final class SmallDiskTest {

  /// What must stay free by default, and some room above it.
  private static final String SIZE = "320m";

  private static final int VALUE_BYTES = 256 << 10;
  private static final int MAX_VALUES = 1000;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private Path folder = Path.of("");
  private Path disk = Path.of("");
  private @Nullable Member started;

  @BeforeEach
  void mount() throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root"), "only root may mount a small disk");
    folder = Folders.create("SmallDisk-");
    disk = Files.createDirectory(folder.resolve("disk"));
    var mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString());
    Assumptions.assumeTrue(mounted.exitCode() == 0, "only root may mount: " + mounted.err());
    var bare = new MemberFlags("m1", disk.resolve("m1"), Ports.free(), Ports.free(), "", List.of());
    started =
        new Member(Program.SAMPO, bare.inCluster("m1=" + bare.peerUrl()), folder.resolve("m1.log"));
    member().start();
    member().awaitServing();
  }

  @AfterEach
  void unmount() throws IOException {
    if (started != null) {
      started.close();
      assertThat(run("umount", disk.toString()).exitCode()).isZero();
      Folders.delete(folder);
    }
  }

  private Member member() {
    return Objects.requireNonNull(started);
  }

  private static Processes.Result run(String... words) {
    return Processes.run(Map.of(), "", List.of(words));
  }

  private static PutRequest put(int i) {
    byte[] value = new byte[VALUE_BYTES];
    value[0] = (byte) i;
    return PutRequest.newBuilder()
        .setKey(Bytes.of("k" + i))
        .setValue(ByteString.copyFrom(value))
        .build();
  }

  @Test
  void aFullDiskRefusesWritesServesReadsAndKeepsWhatItTook() {
    int kept = 0;
    Throwable refusal = null;
    while (refusal == null && kept < MAX_VALUES) {
      int next = kept;
      refusal = catchThrowable(() -> member().kv(DEADLINE).put(put(next)));
      kept += refusal == null ? 1 : 0;
    }
    assertThat(kept).isPositive().isLessThan(MAX_VALUES);
    assertThat(Status.fromThrowable(refusal).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(Status.fromThrowable(refusal).getDescription())
        .isEqualTo("etcdserver: mvcc: database space exceeded");
    assertKept(kept);
    var deleted =
        member()
            .kv(DEADLINE)
            .deleteRange(DeleteRangeRequest.newBuilder().setKey(Bytes.of("k0")).build());
    assertThat(deleted.getDeleted()).isOne();
    member().kill();
    member().start();
    member().awaitServing();
    assertThat(read(0).getCount()).isZero();
    for (int i = 1; i < kept; i++) {
      assertThat(read(i).getKvs(0).getValue()).isEqualTo(put(i).getValue());
    }
  }

  private void assertKept(int kept) {
    for (int i = 0; i < kept; i++) {
      assertThat(read(i).getKvs(0).getValue()).isEqualTo(put(i).getValue());
    }
  }

  private RangeResponse read(int i) {
    return member().kv(DEADLINE).range(RangeRequest.newBuilder().setKey(put(i).getKey()).build());
  }
}
