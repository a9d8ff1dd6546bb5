package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static process.Jetcd.await;
import static process.Jetcd.bytes;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.options.GetOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// jetcd's users and roles; with a cluster of its own, which others could not use meanwhile.
@Tag("process")
final class JetcdAuthTest {

  @RegisterExtension static final Cluster cluster = Cluster.of(1);

  private static Client as(String user, String password) {
    return Jetcd.of(cluster).user(bytes(user)).password(bytes(password)).build();
  }

  @Test
  void letsEverybodyDoWhatTheyMay() throws Exception {
    try (Client anybody = Jetcd.of(cluster).build()) {
      prepare(anybody.getAuthClient());
      await(anybody.getKVClient().put(bytes("b"), bytes("v")));
      await(anybody.getAuthClient().authEnable());
      assertThatThrownBy(() -> await(anybody.getKVClient().get(bytes("b"))))
          .hasMessageContaining("user name is empty");
    }
    try (Client root = as("root", "secret");
        Client reader = as("reader", "word")) {
      assertThat(await(reader.getKVClient().get(bytes("b"))).getCount()).isEqualTo(1);
      var open = GetOption.builder().withRange(bytes("d")).build();
      assertThatThrownBy(() -> await(reader.getKVClient().get(bytes("a"), open)))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> await(reader.getKVClient().put(bytes("b"), bytes("w"))))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> await(reader.getAuthClient().userList()))
          .hasMessageContaining("permission denied");
      await(
          root.getAuthClient()
              .roleGrantPermission(bytes("r"), bytes("b"), bytes("c"), Permission.Type.READWRITE));
      await(reader.getKVClient().put(bytes("b"), bytes("w")));
      await(root.getAuthClient().authDisable());
    }
    assertWrongPasswordsAreRefused();
  }

  private static void prepare(Auth auth) throws Exception {
    await(auth.userAdd(bytes("root"), bytes("secret")));
    await(auth.roleAdd(bytes("root")));
    await(auth.userGrantRole(bytes("root"), bytes("root")));
    await(auth.userAdd(bytes("reader"), bytes("word")));
    await(auth.roleAdd(bytes("r")));
    await(auth.roleGrantPermission(bytes("r"), bytes("b"), bytes("c"), Permission.Type.READ));
    await(auth.userGrantRole(bytes("reader"), bytes("r")));
    assertThat(await(auth.userList()).getUsers()).containsExactly("reader", "root");
    assertThat(await(auth.userGet(bytes("reader"))).getRoles()).containsExactly("r");
    assertThat(await(auth.roleGet(bytes("r"))).getPermissions()).hasSize(1);
  }

  private static void assertWrongPasswordsAreRefused() throws Exception {
    try (Client anybody = Jetcd.of(cluster).build();
        Client wrong = as("root", "guess")) {
      await(anybody.getAuthClient().authEnable());
      assertThatThrownBy(() -> await(wrong.getKVClient().get(bytes("b"))))
          .hasMessageContaining("UNAUTHENTICATED");
    }
    try (Client root = as("root", "secret")) {
      await(root.getAuthClient().authDisable());
    }
  }
}
