package process;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever is thrown at its ports, a member goes on, and so does its cluster.
@Tag("process")
final class GarbageTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  @ParameterizedTest
  @EnumSource
  void theClientPortOutlives(Wire garbage) {
    Member member = cluster.member(0);
    garbage.send(member.flags().clientPort());
    assertServes(member);
  }

  /// At the leader: the other two must not stop hearing it.
  @ParameterizedTest
  @EnumSource
  void thePeerPortOutlives(Wire garbage) {
    Member leader = cluster.awaitLeader();
    garbage.send(leader.flags().peerPort());
    cluster.members().forEach(GarbageTest::assertServes);
  }

  @Test
  void theClientPortSaysWhatItSpeaks() {
    int port = cluster.member(0).flags().clientPort();
    for (Wire stranger : List.of(Wire.ZEROS, Wire.TLS_HELLO)) {
      String answer = new String(stranger.send(port), StandardCharsets.ISO_8859_1);
      assertThat(answer).as("%s", stranger).startsWith("HTTP/1.1 400 ").contains("gRPC");
    }
  }

  /// HTTP/2 without gRPC: a plain GET is answered on its stream, in HTTP.
  @Test
  void plainHttp2IsAnswered() {
    assertThat(Wire.HTTP2_GET.send(cluster.member(0).flags().clientPort())).isNotEmpty();
  }

  /// gRPC at the peer port is refused, and does not hang.
  @Test
  void thePeerPortServesNoClients() {
    Member member = cluster.member(1);
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", member.flags().peerPort())
            .usePlaintext()
            .build();
    try {
      assertThat(Refusals.of(() -> Refusals.put(channel, "peer")).getStatus().isOk()).isFalse();
    } finally {
      channel.shutdownNow();
    }
    assertServes(member);
  }

  /// As many connections as a broken client or a port scanner may leave behind.
  @Test
  void silentConnectionsKeepNobodyOut() throws Exception {
    Member member = cluster.member(0);
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), member.flags().clientPort()));
        silent.add(new Socket(InetAddress.getLoopbackAddress(), member.flags().peerPort()));
      }
      cluster.members().forEach(GarbageTest::assertServes);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  private static void assertServes(Member member) {
    assertThat(member.isRunning()).as("%s runs", member).isTrue();
    PutResponse response =
        member.kv(Member.PATIENCE).put(PutRequest.newBuilder().setKey(Bytes.of("garbage")).build());
    assertThat(response.getHeader().getRevision()).isPositive();
  }
}
