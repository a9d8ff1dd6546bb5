package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A client that was written for etcd finds etcd here.
final class JetcdTest {

  private final ClientPort port = new ClientPort();
  private Client client;
  private KV kv;

  @BeforeEach
  void connect() {
    client = Client.builder().endpoints("http://127.0.0.1:" + port.port()).build();
    kv = client.getKVClient();
  }

  @AfterEach
  void close() {
    client.close();
    port.close();
  }

  @Test
  void putGetDelete() throws Exception {
    assertThat(kv.put(utf8("a"), utf8("1")).get().getHeader().getRevision()).isEqualTo(2);
    var before =
        kv.put(utf8("a"), utf8("2"), PutOption.builder().withPrevKV().build()).get().getPrevKv();
    assertThat(before.getValue()).isEqualTo(utf8("1"));
    var found = kv.get(utf8("a")).get().getKvs().getFirst();
    assertThat(found.getValue()).isEqualTo(utf8("2"));
    assertThat(found.getVersion()).isEqualTo(2);
    var deleted =
        kv.delete(utf8("a"), DeleteOption.builder().isPrefix(true).build()).get().getDeleted();
    assertThat(deleted).isEqualTo(1);
  }

  @Test
  void prefixesLimitsAndOldRevisions() throws Exception {
    for (int i = 0; i < 5; i++) {
      kv.put(utf8("p/" + i), utf8("v" + i)).get();
    }
    var page = kv.get(utf8("p/"), GetOption.builder().isPrefix(true).withLimit(2).build()).get();
    assertThat(page.getKvs()).hasSize(2);
    assertThat(page.getCount()).isEqualTo(5);
    assertThat(page.isMore()).isTrue();
    var old = kv.get(utf8("p/"), GetOption.builder().isPrefix(true).withRevision(3).build()).get();
    assertThat(old.getCount()).isEqualTo(2);
  }

  @Test
  void aTransactionTakesTheBranchItsGuardChooses() throws Exception {
    var txn =
        kv.txn()
            .If(new Cmp(utf8("a"), Cmp.Op.EQUAL, CmpTarget.version(0)))
            .Then(Op.put(utf8("a"), utf8("new"), PutOption.DEFAULT))
            .Else(Op.get(utf8("a"), GetOption.DEFAULT));
    assertThat(txn.commit().get().isSucceeded()).isTrue();
    var again =
        kv.txn()
            .If(new Cmp(utf8("a"), Cmp.Op.EQUAL, CmpTarget.version(0)))
            .Else(Op.get(utf8("a"), GetOption.DEFAULT))
            .commit()
            .get();
    assertThat(again.isSucceeded()).isFalse();
    assertThat(again.getGetResponses().getFirst().getKvs().getFirst().getValue())
        .isEqualTo(utf8("new"));
  }

  @Test
  void compactedRevisionsAreGone() throws Exception {
    kv.put(utf8("a"), utf8("1")).get();
    kv.put(utf8("a"), utf8("2")).get();
    kv.compact(3, CompactOption.builder().withCompactPhysical(true).build()).get();
    assertThatThrownBy(() -> kv.get(utf8("a"), GetOption.builder().withRevision(2).build()).get())
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
  }

  @Test
  void theMemberSaysHowItIs() throws Exception {
    var status =
        client.getMaintenanceClient().statusMember("http://127.0.0.1:" + port.port()).get();
    assertThat(status.getVersion()).startsWith("3.6.");
    assertThat(client.getClusterClient().listMember().get().getMembers()).hasSize(3);
  }

  /// jetcd keeps its token when users change, and hears that it is no longer good.
  @Test
  void aUserComesBackWithAnotherToken() throws Exception {
    var auth = client.getAuthClient();
    auth.userAdd(utf8("root"), utf8("pw")).get();
    auth.roleAdd(utf8("root")).get();
    auth.userGrantRole(utf8("root"), utf8("root")).get();
    auth.authEnable().get();
    assertThatThrownBy(() -> kv.put(utf8("a"), utf8("1")).get())
        .hasMessageContaining("etcdserver: user name is empty");
    var builder = Client.builder().endpoints("http://127.0.0.1:" + port.port());
    try (var root = builder.user(utf8("root")).password(utf8("pw")).build()) {
      root.getKVClient().put(utf8("a"), utf8("1")).get();
      // an end to all tokens, this one too
      root.getAuthClient().userChangePassword(utf8("root"), utf8("pw")).get();
      root.getKVClient().put(utf8("a"), utf8("2")).get();
      root.getAuthClient().authDisable().get();
    }
    assertThat(kv.get(utf8("a")).get().getKvs().getFirst().getValue()).isEqualTo(utf8("2"));
  }

  private static ByteSequence utf8(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
