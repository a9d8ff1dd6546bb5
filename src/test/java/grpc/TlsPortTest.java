package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import service.Caller;
import tls.CertificateSource;
import tls.LiveTls;
import tls.TestCa;
import tls.TlsProtocols;
import tls.TlsSettings;

/// gRPC and HTTP/1.1 within TLS on one port, over real sockets.
@Timeout(30)
final class TlsPortTest {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final TestCa ca = new TestCa("ca");
  private final TestCa.Issued server = ca.issue("server");
  @TempDir private Path folder;
  private LiveTls tls;
  private ClientPort port;

  @BeforeEach
  void open() {
    server.write(folder, "server");
    ca.issue("client").write(folder, "client");
    new TestCa("stranger").issue("client").write(folder, "stranger");
    TestCa.write(folder.resolve("ca.pem"), ca.pem());
    start(null, false);
  }

  /// @param trusted the CA of clients; null to ask for no certificate
  private void start(Path trusted, boolean clientCertAuth) {
    var files =
        new CertificateSource.Files(
            folder.resolve("server.pem"),
            folder.resolve("server-key.pem"),
            null,
            null,
            trusted,
            null);
    var settings =
        new TlsSettings(files, clientCertAuth, List.of(), List.of(), TlsProtocols.defaults());
    tls =
        LiveTls.open(
            "client", settings, folder, List.of(), new LiveTls.Pace(Duration.ofMillis(10), 1));
    port = new ClientPort(PATIENCE, tls);
  }

  private void restartMutual(boolean clientCertAuth) {
    close();
    start(folder.resolve("ca.pem"), clientCertAuth);
  }

  @AfterEach
  void close() {
    port.close();
    tls.close();
  }

  @Test
  void grpcIsSpokenWithin() throws SSLException {
    assertThat(revisionAfterPut(trusting(null))).isEqualTo(2);
  }

  @Test
  void aPortWithTlsAndOneWithoutServeTheSame() throws SSLException {
    assertThat(revisionAfterPut(trusting(null))).isEqualTo(2);
    var plain =
        NettyChannelBuilder.forAddress("localhost", port.plainPort()).usePlaintext().build();
    var range = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build();
    assertThat(KVGrpc.newBlockingStub(plain).range(range).getCount()).isOne();
    plain.shutdownNow();
  }

  /// As curl and browsers do, who offer HTTP/2 and HTTP/1.1.
  @Test
  void httpIsSpokenWithin() throws Exception {
    try (var http = HttpClient.newBuilder().sslContext(platformContext()).build()) {
      var uri = URI.create("https://localhost:%d/health".formatted(port.port()));
      var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(answer.body()).contains("\"health\":\"true\"");
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  /// gRPC clients offer HTTP/2 alone; who offers both could not be answered over it.
  @Test
  void whoOffersBothProtocolsGetsTheOneThatHealthAndJsonAreServedOver() throws Exception {
    assertThat(agreedOn("h2", "http/1.1")).isEqualTo("http/1.1");
    assertThat(agreedOn("http/1.1")).isEqualTo("http/1.1");
    assertThat(agreedOn("h2")).isEqualTo("h2");
  }

  @Test
  void aPortOfGrpcAloneWouldRatherSpeakHttp2AndRefusesHttp1InWords() throws Exception {
    port.close();
    port = ClientPort.ofGrpcAlone(PATIENCE, tls);
    assertThat(revisionAfterPut(trusting(null))).isEqualTo(2);
    assertThat(agreedOn("http/1.1", "h2")).isEqualTo("h2");
    assertThat(agreedOn("http/1.1")).isEqualTo("http/1.1");
    assertThat(exchange("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("this port speaks gRPC within TLS, HTTP/1.1 has ports of its own");
  }

  private String agreedOn(String... offered) throws Exception {
    try (var socket =
        (SSLSocket) platformContext().getSocketFactory().createSocket("localhost", port.port())) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(offered);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getApplicationProtocol();
    }
  }

  @Test
  void whoOffersNoProtocolIsToldApartByItsFirstBytes() throws Exception {
    assertThat(exchange("GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK")
        .contains("\"etcdserver\"");
    assertThat(exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).doesNotContain("HTTP/1.1");
    assertThat(exchange("\0\0\0\0")).contains("speaks gRPC and HTTP/1.1 within TLS");
  }

  @Test
  void whoSpeaksWithoutTlsHearsSoInPlainText() throws IOException {
    try (var socket = new Socket("127.0.0.1", port.port())) {
      socket.getOutputStream().write(ascii("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"));
      assertThat(read(socket))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("this port speaks TLS only, use https");
    }
  }

  @Test
  void whoSaysNothingOrStopsAmidTheHandshakeIsHungUpOn() throws IOException {
    try (var socket = new Socket("127.0.0.1", port.port())) {
      assertThat(read(socket)).isEmpty();
    }
    try (var socket = new Socket("127.0.0.1", port.port())) {
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
      assertThat(read(socket)).hasSizeLessThan(20);
    }
  }

  @Test
  void whoSaysNothingAfterTheHandshakeIsHungUpOn() throws Exception {
    assertThat(exchange("")).isEmpty();
    assertThat(exchange("GET /version HTTP/1.1\r\nHost: x\r\n")).isEmpty();
  }

  @Test
  void headersWithoutEndAreRefusedWithinToo() throws Exception {
    assertThat(exchange("GET /health HTTP/1.1\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
  }

  @Test
  void aServerOfAnotherCaIsNotBelieved() {
    TestCa.write(folder.resolve("ca.pem"), new TestCa("ca").pem());
    assertThatThrownBy(() -> revisionAfterPut(trusting(null)))
        .isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void whoMustShowACertificateShowsOneOfTheCa() throws SSLException {
    restartMutual(false);
    assertThat(revisionAfterPut(trusting("client"))).isEqualTo(2);
    assertThatThrownBy(() -> revisionAfterPut(trusting("stranger")))
        .isInstanceOf(StatusRuntimeException.class);
    assertThatThrownBy(() -> revisionAfterPut(trusting(null)))
        .isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void connectionsGoOnWhenCertificatesAreReplaced() throws Exception {
    var channel = channel(trusting(null), port.port()).build();
    var kv = KVGrpc.newBlockingStub(channel);
    kv.range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
    var next = new TestCa("next");
    next.issue("server").write(folder, "server");
    TestCa.write(folder.resolve("ca.pem"), next.pem());
    Awaitility.await().ignoreExceptions().until(() -> revisionAfterPut(trusting(null)) > 1);
    kv.range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
    channel.shutdownNow();
  }

  @Test
  void aClientIsTheUserOfItsCertificate() throws Exception {
    restartMutual(true);
    assertThat(callerShowing("client").identity()).isEqualTo(new Caller.Client(null, "client"));
  }

  /// As in etcd, where a CA lets clients in and only `--client-cert-auth` makes users of them.
  @Test
  void aCertificateThatOnlyTheCaAsksForMakesNoUser() throws Exception {
    restartMutual(false);
    assertThat(callerShowing("client").identity()).isEqualTo(Caller.Client.ANONYMOUS);
  }

  @Test
  void theGatewayServesNobodyWhoIsAUserByCertificate() throws Exception {
    restartMutual(true);
    assertThat(statuses()).containsExactly(200, 400, 400, 400);
    restartMutual(false);
    assertThat(statuses()).containsExactly(200, 200, 200, 200);
  }

  private List<Integer> statuses() throws Exception {
    var range = "{\"key\":\"YQ==\"}";
    var watch = "{\"create_request\":" + range + "}";
    var statuses = new ArrayList<Integer>();
    var context = ca.client(ca.issue("client"));
    try (var client = HttpClient.newBuilder().sslContext(context).build()) {
      for (var path : List.of("/version", "/v3/kv/range", "/v3beta/kv/range", "/v3/watch")) {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + port.port() + path));
        if (path.startsWith("/v3")) {
          request.POST(BodyPublishers.ofString(path.endsWith("watch") ? watch : range));
        }
        statuses.add(client.send(request.build(), BodyHandlers.ofInputStream()).statusCode());
      }
      client.shutdownNow();
    }
    return statuses;
  }

  private Caller callerShowing(String name) throws Exception {
    var seen = new CompletableFuture<Caller>();
    var interceptor =
        new ServerInterceptor() {
          @Override
          public <Q, R> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            seen.complete(Callers.of(call, headers, Runnable::run));
            return next.startCall(call, headers);
          }
        };
    var own =
        NettyServerBuilder.forPort(0)
            .protocolNegotiator(new PortSharing(_ -> {}, PATIENCE, tls))
            .addService(new HealthStatusManager().getHealthService())
            .intercept(interceptor)
            .build()
            .start();
    var channel = channel(trusting(name), own.getPort()).build();
    HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
    channel.shutdownNow();
    own.shutdownNow();
    return seen.join();
  }

  private long revisionAfterPut(SslContext context) {
    var channel = channel(context, port.port()).build();
    try {
      return KVGrpc.newBlockingStub(channel)
          .withDeadlineAfter(10, TimeUnit.SECONDS)
          .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build())
          .getHeader()
          .getRevision();
    } finally {
      channel.shutdownNow();
    }
  }

  private static NettyChannelBuilder channel(SslContext context, int port) {
    return NettyChannelBuilder.forAddress("localhost", port).sslContext(context);
  }

  /// @param name of the certificate to show; null for none
  private SslContext trusting(String name) throws SSLException {
    var builder = GrpcSslContexts.forClient().trustManager(folder.resolve("ca.pem").toFile());
    if (name != null) {
      // Netty reads keys as PKCS#8 only.
      builder.keyManager(
          folder.resolve(name + ".pem").toFile(), folder.resolve(name + "-key8.pem").toFile());
    }
    return builder.build();
  }

  private SSLContext platformContext() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "server", new JcaX509CertificateConverter().getCertificate(server.certificate()));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /// Sends within TLS, without offering a protocol, and returns all that comes until the end.
  private String exchange(String text) throws Exception {
    try (var socket =
        (SSLSocket) platformContext().getSocketFactory().createSocket("localhost", port.port())) {
      socket.startHandshake();
      socket.getOutputStream().write(ascii(text));
      socket.getOutputStream().flush();
      return read(socket);
    }
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
