package wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import actors.Inspector;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mvcc.KeyHash;
import mvcc.Testimony;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// The bytes between the inspectors of members.
final class InspectorCodecsTest {

  private static final MemberId FROM = new MemberId(0x8e9e05c52164694dL);
  private static final KeyHash HASH = new KeyHash(0xdeadbeef, -1, 300);

  /// One of each message; the golden bytes are of these.
  private static final List<Inspector.Rpc> MESSAGES =
      List.of(
          new Inspector.HashQuestion(FROM, 300, 1L << 33, 400, -1),
          new Inspector.HashAnswer(FROM, 300, new Testimony(5, 1_000_000_007, 1_000_000, HASH)));

  private final RaftSerializer serializer = new RaftSerializer();

  @Test
  void everyMessageBetweenInspectorsHasALayout() {
    Set<Class<?>> all = Set.of(Inspector.Rpc.class.getPermittedSubclasses());
    assertThat(InspectorCodecs.ALL.stream().map(Codec::type).collect(Collectors.toSet()))
        .isEqualTo(all);
    assertThat(MESSAGES.stream().map(Object::getClass).collect(Collectors.toSet())).isEqualTo(all);
  }

  @Test
  void aReleasedLayoutNeverChanges() throws IOException {
    var golden = RaftSerializerTest.Golden.read("inspector.txt");
    for (Inspector.Rpc message : MESSAGES) {
      String manifest = serializer.manifest(message);
      byte[] bytes = serializer.toBinary(message);
      assertThat(HexFormat.of().formatHex(bytes)).as(manifest).isEqualTo(golden.get(manifest));
      assertThat(serializer.fromBinary(bytes, manifest)).isEqualTo(message);
      ByteBuffer frame = ByteBuffer.allocateDirect(200);
      serializer.toBinary(message, frame);
      assertThat(serializer.fromBinary(frame.flip(), manifest)).isEqualTo(message);
    }
  }

  @Test
  void anAnswerMayBeWithoutAHash() throws IOException {
    var answer = new Inspector.HashAnswer(FROM, 1, new Testimony(5, 7, -1, null));
    assertThat(serializer.fromBinary(serializer.toBinary(answer), "HA1")).isEqualTo(answer);
  }

  @Test
  void whatIsNotAWholeMessageIsRefused() {
    for (Inspector.Rpc message : MESSAGES) {
      byte[] bytes = serializer.toBinary(message);
      for (int length = 0; length <= bytes.length + 1; length++) {
        if (length != bytes.length) {
          assertMalformed(serializer.manifest(message), Arrays.copyOf(bytes, length));
        }
      }
    }
    assertMalformed("HA1", HexFormat.of().parseHex("4d696421c5059e8e" + "01" + "050701" + "02"));
    assertMalformed("HQ1", HexFormat.of().parseHex("4d696421c5059e8e" + "01" + "050001"));
  }

  private void assertMalformed(String manifest, byte[] bytes) {
    assertThatThrownBy(() -> serializer.fromBinary(bytes, manifest))
        .isInstanceOf(NotSerializableException.class);
  }
}
