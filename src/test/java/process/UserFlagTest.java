package process;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every client command logs in with etcdctl's flags and variables.
@Tag("process")
final class UserFlagTest {

  /// With a colon, which may be in a password but not in a name.
  private static final String PASSWORD = "pass:word";

  private static final String USER = "--user=root:" + PASSWORD;

  @RegisterExtension static final Cluster cluster = Cluster.of(1);

  @BeforeAll
  static void enable() {
    assertThat(run(Map.of(), "put", "a", "1", USER).exitCode()).as("while auth is off").isZero();
    var auth = AuthGrpc.newBlockingStub(cluster.member(0).channel());
    auth.userAdd(AuthUserAddRequest.newBuilder().setName("root").setPassword(PASSWORD).build());
    auth.roleAdd(AuthRoleAddRequest.newBuilder().setName("root").build());
    auth.userGrantRole(
        AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root").build());
    auth.authEnable(AuthEnableRequest.getDefaultInstance());
  }

  private static Processes.Result run(Map<String, String> environment, String... words) {
    List<String> all = new ArrayList<>(Program.client());
    all.addAll(List.of(words));
    all.add("--endpoints=" + cluster.endpoints());
    all.add("--command-timeout=30s");
    return Processes.run(environment, "\n\n\n", all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "put a 1",
        "get a",
        "del b",
        "txn",
        "status",
        "members",
        "bench put --total=50",
        "bench watch --total=20",
        "bench lease --keep-alive --total=20",
        "verify --seconds=1"
      })
  void everyCommandIsInTheNameOfTheUser(String command) {
    var words = new ArrayList<>(List.of(command.split(" ", -1)));
    var stranger = run(Map.of(), words.toArray(String[]::new));
    assertThat(stranger.exitCode()).as("%s", stranger).isNotZero();
    words.add(USER);
    var user = run(Map.of(), words.toArray(String[]::new));
    assertThat(user.exitCode()).as("%s", user).isZero();
  }

  @Test
  void thePasswordMayBeApartAndBothMayBeVariables() {
    assertThat(run(Map.of(), "get", "a", "--user", "root", "--password", PASSWORD).exitCode())
        .isZero();
    assertThat(run(Map.of("ETCDCTL_USER", "root:" + PASSWORD), "get", "a").exitCode()).isZero();
    var apart = Map.of("ETCDCTL_USER", "root", "ETCDCTL_PASSWORD", PASSWORD);
    assertThat(run(apart, "get", "a").exitCode()).isZero();
  }

  @Test
  void whatIsWrongIsSaid() {
    var guess = run(Map.of(), "get", "a", "--user=root:guess");
    assertThat(guess.exitCode()).isEqualTo(1);
    assertThat(guess.err()).contains("authentication failed, invalid user ID or password");
    var silent = run(Map.of(), "get", "a", "--user=root");
    assertThat(silent.exitCode()).isEqualTo(128);
    assertThat(silent.err()).contains("--user=root").contains("password");
  }
}
