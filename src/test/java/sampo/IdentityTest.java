package sampo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A data folder belongs to one member of one cluster.
class IdentityTest {

  @TempDir private Path folder;

  private Identity of(String name, String token) {
    var settings =
        Settings.parse(
            "--name=" + name,
            "--data-dir=" + folder,
            "--listen-client-urls=http://127.0.0.1:2379",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:" + port(name),
            "--initial-advertise-peer-urls=http://127.0.0.1:" + port(name),
            "--initial-cluster-token=" + token,
            "--initial-cluster=a=http://127.0.0.1:2380,b=http://127.0.0.1:2480");
    return new Identity(folder.resolve("member"), settings);
  }

  private static int port(String name) {
    return name.equals("a") ? 2380 : 2480;
  }

  @Test
  void aMemberFindsItsOwnFolderAgain() {
    of("a", "t").claim();
    assertThatCode(() -> of("a", "t").claim()).doesNotThrowAnyException();
  }

  @Test
  void theFolderOfAnotherMemberIsRefused() {
    of("a", "t").claim();
    assertThatThrownBy(() -> of("b", "t").claim())
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("belongs to member")
        .hasMessageContaining("another --data-dir");
  }

  @Test
  void theFolderOfAnotherClusterIsRefused() {
    of("a", "t").claim();
    assertThatThrownBy(() -> of("a", "u").claim()).isInstanceOf(InvalidSettings.class);
  }
}
