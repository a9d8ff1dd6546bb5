package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.ClientPort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tls.CertificateSource;
import tls.LiveTls;
import tls.TestCa;
import tls.TlsProtocols;
import tls.TlsSettings;

/// `sampo put` and the like at a member that speaks TLS and asks for a certificate.
final class TlsCommandTest {

  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;
  private LiveTls tls;
  private ClientPort port;

  @BeforeEach
  void open() {
    TestCa ca = new TestCa("ca");
    TestCa.write(folder.resolve("ca.pem"), ca.pem());
    TestCa.write(folder.resolve("other.pem"), new TestCa("other").pem());
    ca.issue("member").write(folder, "member");
    var files =
        new CertificateSource.Files(
            folder.resolve("member.pem"),
            folder.resolve("member-key.pem"),
            null,
            null,
            folder.resolve("ca.pem"),
            null);
    tls =
        LiveTls.open(
            "client",
            new TlsSettings(files, true, List.of(), List.of(), TlsProtocols.defaults()),
            folder,
            List.of(),
            new LiveTls.Pace(Duration.ofSeconds(5), 1));
    port = new ClientPort(Duration.ofSeconds(10), tls);
  }

  @AfterEach
  void close() {
    port.close();
    tls.close();
  }

  @Test
  void aCommandShowsItsCertificateAndChecksTheMembers() {
    assertThat(put("https://localhost", "--cacert", "ca", "--cert", "member")).isZero();
    assertThat(put("localhost", "--cacert", "ca", "--cert", "member")).isZero();
  }

  @Test
  void theLoadGeneratorAndTheJudgeSpeakTlsToo() {
    String[] who = {"--cacert", "ca", "--cert", "member"};
    assertThat(run("https://localhost", "bench put --total 20 --no-progress", who)).isZero();
    assertThat(run("localhost", "verify --seconds 1 --clients 2", who)).isZero();
    assertThat(run("localhost", "bench put --total 1 --no-progress", "--cacert", "other"))
        .isNotZero();
  }

  @Test
  void aMemberOfAnotherCaIsNotBelieved() {
    assertThat(put("localhost", "--cacert", "other", "--cert", "member")).isNotZero();
    assertThat(put("localhost", "--insecure-skip-tls-verify", "--cert", "member")).isZero();
  }

  @Test
  void whoShowsNothingIsNotLetIn() {
    assertThat(put("localhost", "--cacert", "ca")).isNotZero();
    assertThat(err.toString().lines()).hasSize(1);
  }

  private int put(String host, String... words) {
    return run(host, "put a b", words);
  }

  private int run(String host, String command, String... words) {
    Stream<String> flags =
        Stream.of(words).map(word -> word.startsWith("-") ? word : folder.resolve(word) + ".pem");
    Stream<String> key =
        List.of(words).contains("--cert")
            ? Stream.of("--key", folder.resolve("member-key.pem").toString())
            : Stream.of();
    CommandLine sampo =
        Main.commandLine(
            _ -> {
              throw new InvalidSettings("not in this test");
            },
            Map.of());
    sampo.setErr(new PrintWriter(err, true));
    return sampo.execute(
        Stream.of(
                Stream.of(command.split(" ")),
                Stream.of("--endpoints", host + ":" + port.port()),
                flags,
                key)
            .flatMap(parts -> parts)
            .toArray(String[]::new));
  }
}
