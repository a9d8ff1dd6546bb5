package wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import actors.Lessor;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lease.LeaseAnswer;
import lease.LeaseQuestion;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// The bytes between the lessors of members.
final class LessorCodecsTest {

  private static final MemberId FROM = new MemberId(0x8e9e05c52164694dL);

  /// One of each message; the golden bytes are of these.
  private static final List<Lessor.Rpc> MESSAGES =
      List.of(
          new Lessor.Questions(
              FROM,
              300,
              List.of(
                  new LeaseQuestion(LeaseQuestion.Kind.RENEW, -7),
                  new LeaseQuestion(LeaseQuestion.Kind.TIME_TO_LIVE, 1L << 40))),
          new Lessor.Answers(
              FROM,
              300,
              List.of(
                  new LeaseAnswer.Alive(59, 9_000_000_000L),
                  LeaseAnswer.Gone.GONE,
                  LeaseAnswer.Busy.BUSY)),
          new Lessor.NotLeading(FROM, 300));

  private final RaftSerializer serializer = new RaftSerializer();

  @Test
  void everyMessageBetweenLessorsHasALayout() {
    Set<Class<?>> all = Set.of(Lessor.Rpc.class.getPermittedSubclasses());
    assertThat(LessorCodecs.ALL.stream().map(Codec::type).collect(Collectors.toSet()))
        .isEqualTo(all);
    assertThat(MESSAGES.stream().map(Object::getClass).collect(Collectors.toSet())).isEqualTo(all);
  }

  @Test
  void aReleasedLayoutNeverChanges() throws IOException {
    var golden = RaftSerializerTest.Golden.read("lessor.txt");
    for (Lessor.Rpc message : MESSAGES) {
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
  void whatIsNotAWholeMessageIsRefused() {
    for (Lessor.Rpc message : MESSAGES) {
      byte[] bytes = serializer.toBinary(message);
      for (int length = 0; length <= bytes.length + 1; length++) {
        if (length != bytes.length) {
          assertMalformed(serializer.manifest(message), Arrays.copyOf(bytes, length));
        }
      }
    }
    assertMalformed("LA1", HexFormat.of().parseHex("4d696421c5059e8e" + "01" + "01" + "09"));
    assertMalformed("LQ1", HexFormat.of().parseHex("4d696421c5059e8e" + "01" + "ffffffff07"));
  }

  private void assertMalformed(String manifest, byte[] bytes) {
    assertThatThrownBy(() -> serializer.fromBinary(bytes, manifest))
        .isInstanceOf(NotSerializableException.class);
  }
}
