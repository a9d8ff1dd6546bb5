package torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;
import process.Cluster;
import process.EtcdCluster;
import sampo.cli.Verify;

/// `sampo verify` on the real etcd.
@Tag("process")
final class VerifyEtcdTest {

  private static final ByteString OTHERS = ByteString.copyFromUtf8("somebody else's");
  private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);

  @RegisterExtension static final Cluster cluster = EtcdCluster.of(1);

  @Test
  void aHealthyEtcdPassesWhileOthersWriteAndTheirKeysStay() {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(cluster.member(0).channel());
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService somebody = Executors.newSingleThreadExecutor()) {
      somebody.execute(
          () -> {
            do {
              var _ = kv.put(PutRequest.newBuilder().setKey(OTHERS).setValue(OTHERS).build());
            } while (!over.get());
          });
      int code =
          new CommandLine(new Verify())
              .execute("--endpoints=" + cluster.endpoints(), "--seconds=3", "--rate=50");
      over.set(true);
      assertThat(code).isZero();
    }
    RangeRequest everything =
        RangeRequest.newBuilder().setKey(EVERYTHING).setRangeEnd(EVERYTHING).build();
    assertThat(kv.range(everything).getKvsList())
        .extracting(KeyValue::getKey)
        .containsExactly(OTHERS);
  }
}
