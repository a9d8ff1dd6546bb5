package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mvcc.LevelDbBackend;
import mvcc.MemoryBackend;
import mvcc.Store;
import mvcc.StoreLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sampo snapshot`: a saved file is checked, and becomes the folder of a member.
final class SnapshotTest {

  private static final ByteString KEY = ByteString.copyFromUtf8("key");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("saved");
    var store = Store.open(new MemoryBackend(), StoreLimits.defaults());
    var batch = store.begin();
    batch.put(PutRequest.newBuilder().setKey(KEY).build());
    batch.putRow("members", KEY, KEY);
    batch.putRow("alarms", KEY, KEY);
    batch.commit(7, 3);
    try (var source = store.backup();
        OutputStream out = Files.newOutputStream(file)) {
      for (byte[] piece = source.next(); piece != null; piece = source.next()) {
        out.write(piece);
      }
    }
  }

  private record Ran(int exit, String out, String err) {}

  private static Ran run(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        Main.commandLine(
                _ -> {
                  throw new AssertionError("no member is to be started");
                },
                Map.of())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Ran(exit, out.toString(), err.toString());
  }

  @Test
  void itsStatusIsWhatItHolds() {
    var ran = run("snapshot", "status", file.toString());
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).startsWith("revision 2, readable from 1, 3 rows, ");
  }

  @Test
  void aDamagedOneIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[60] ^= 1;
    Files.write(file, bytes);
    var ran = run("snapshot", "status", file.toString());
    assertThat(ran.exit()).isOne();
    assertThat(ran.err()).contains("is no backup, or a damaged one");
    var restored = run("snapshot", "restore", file.toString(), "--data-dir=" + folder.resolve("d"));
    assertThat(restored.exit()).isOne();
    assertThat(folder.resolve("d")).doesNotExist();
  }

  @Test
  void aRestoredFolderIsAStoreWithoutItsOldCluster() {
    var data = folder.resolve("data");
    var ran = run("snapshot", "restore", file.toString(), "--data-dir=" + data);
    assertThat(ran.exit()).as(ran.err()).isZero();
    var backend = LevelDbBackend.open(data.resolve("member").resolve("store"));
    try (var store = Store.open(backend, StoreLimits.defaults())) {
      assertThat(store.view().revision()).isEqualTo(1_000_000_002);
      assertThat(store.appliedIndex()).isZero();
      assertThat(store.rows("members")).isEmpty();
      assertThat(store.rows("alarms")).isEmpty();
      assertThat(store.view().range(RangeRequest.newBuilder().setKey(KEY).build()).getCount())
          .isOne();
    }
    var again = run("snapshot", "restore", file.toString(), "--data-dir=" + data);
    assertThat(again.exit()).isOne();
    assertThat(again.err()).contains("holds a member already");
  }
}
