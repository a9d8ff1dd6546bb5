package process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A member starts fast, or says in one line why it does not start.
@Tag("process")
final class StartTest {

  private Path folder = Path.of("");
  private MemberFlags flags = new MemberFlags("", folder, 0, 0, "", List.of());
  private final List<Member> started = new ArrayList<>();

  @BeforeEach
  void chooseAFolder() throws IOException {
    folder = Folders.create("Start-");
    flags = flags("m1", Ports.free());
  }

  @AfterEach
  void stopAll() throws IOException {
    started.forEach(Member::close);
    Folders.delete(folder);
  }

  private MemberFlags flags(String name, int peerPort) {
    MemberFlags alone =
        new MemberFlags(name, folder.resolve(name), Ports.free(), peerPort, "", List.of());
    return alone.inCluster(name + "=" + alone.peerUrl());
  }

  private Member member(MemberFlags its) {
    Member member = new Member(Program.SAMPO, its, folder.resolve(its.name() + ".log"));
    started.add(member);
    return member;
  }

  /// How fast is a figure, which `ops/test` shows: the machine may have other things to do.
  @Test
  void aMemberKilledAndStartedAgainAnswers() {
    Member member = member(flags);
    List<Duration> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      member.start();
      starts.add(member.awaitServing());
      member.kill();
    }
    System.out.printf(
        "figure: a member answers %d ms after its start, the fastest of three%n",
        Collections.min(starts).toMillis());
  }

  @Test
  void httpOfItsOwnUrlsLeavesTheOthersToGrpc() throws Exception {
    String url = "http://127.0.0.1:" + Ports.free();
    Member member = member(flags.with("--listen-client-http-urls=" + url));
    member.start();
    member.awaitServing();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(statusOfHealth(http, url)).isEqualTo(200);
      assertThat(statusOfHealth(http, flags.clientUrl())).isEqualTo(400);
    }
  }

  private static int statusOfHealth(HttpClient http, String url) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url + "/health")).build();
    return http.send(request, BodyHandlers.ofString()).statusCode();
  }

  static Stream<Arguments> wrongFlags() {
    return Stream.of(
        Arguments.of("--nonsense=1", "nonsense"),
        Arguments.of("--listen-client-urls=nowhere", "nowhere"),
        Arguments.of("--listen-client-urls=http://example.com:2379", "example.com"),
        Arguments.of("--listen-client-urls=http://127.0.0.1:99999", "99999"),
        Arguments.of("--advertise-client-urls=", "--advertise-client-urls"),
        Arguments.of("--listen-peer-urls=ftp://127.0.0.1:1", "ftp"),
        Arguments.of("--initial-cluster=other=http://127.0.0.1:1", "m1"),
        Arguments.of("--initial-cluster=m1=http://127.0.0.1:1", "http://127.0.0.1:1"),
        Arguments.of("--initial-cluster=m1", "name=url"),
        Arguments.of("--initial-cluster-state=old", "old"),
        Arguments.of("--election-timeout=100", "--election-timeout"),
        Arguments.of("--heartbeat-interval=soon", "soon"),
        Arguments.of("--data-dir=/dev/null/data", "/dev/null"));
  }

  @ParameterizedTest
  @MethodSource("wrongFlags")
  void wrongFlagsAreRefusedInOneLine(String flag, String named) {
    assertRefused(flags.with(flag), named);
  }

  @Test
  void aClientPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + taken.getLocalPort();
      assertRefused(
          flags.with("--listen-client-urls=" + url), String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void aPeerPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(flags("m1", taken.getLocalPort()), String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void aDataFolderInUseIsNamedAndItsMemberGoesOn() {
    Member first = member(flags);
    first.start();
    first.awaitServing();
    MemberFlags second = flags("m1", Ports.free());
    assertRefused(second.with("--data-dir=" + flags.dataDir()), flags.dataDir().toString());
    first.awaitServing();
    assertThat(first.isRunning()).isTrue();
  }

  @Test
  void aDataFolderThatIsAFileIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertRefused(flags.with("--data-dir=" + file), file.toString());
  }

  @Test
  void theDataOfAnotherMemberIsNotTouched() {
    Member first = member(flags);
    first.start();
    first.awaitServing();
    first.terminate();
    assertThat(first.awaitExit()).isZero();
    MemberFlags other = flags("m2", Ports.free()).with("--data-dir=" + flags.dataDir());
    assertRefused(other, flags.dataDir().toString());
    first.start();
    first.awaitServing();
  }

  @Test
  void dataOfAnotherMemberListIsNotTouched() {
    Member first = member(flags);
    first.start();
    first.awaitServing();
    first.terminate();
    assertThat(first.awaitExit()).isZero();
    String more = flags.initialCluster() + ",m2=http://127.0.0.1:" + Ports.free();
    assertRefused(flags.with("--initial-cluster=" + more), flags.dataDir().toString());
  }

  @Test
  void helpIsGivenWithoutStartingAnything() {
    Processes.Result result = Processes.run(Map.of(), "", Program.SAMPO.command(List.of("--help")));
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("--initial-cluster", "--data-dir", "--election-timeout");
  }

  private static void assertRefused(MemberFlags wrong, String named) {
    Processes.Result result = Processes.run(Map.of(), "", Program.SAMPO.command(wrong.words()));
    assertThat(result.exitCode()).as("exit code of %s", result).isNotZero();
    List<String> said =
        Stream.concat(result.lines().stream(), result.err().lines())
            .filter(line -> !line.isBlank())
            .toList();
    assertThat(said).as("what it says of %s", wrong.more()).hasSize(1);
    assertThat(said.getFirst()).contains(named);
  }
}
