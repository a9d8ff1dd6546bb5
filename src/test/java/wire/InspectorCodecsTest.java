package wire;

import static org.assertj.core.api.Assertions.assertThat;

import actors.Inspector;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import mvcc.KeyHash;
import mvcc.Testimony;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// The bytes between the inspectors of members.
final class InspectorCodecsTest {

  private static final MemberId FROM = new MemberId(0x8e9e05c52164694dL);
  private static final KeyHash HASH = new KeyHash(0xdeadbeef, -1, 300);

  /// One of each message; the golden bytes are of these.
  private static final Layouts<Inspector.Rpc> LAYOUTS =
      new Layouts<>(
          List.of(
              new Inspector.HashQuestion(FROM, 300, 1L << 33, 400, -1),
              new Inspector.HashAnswer(
                  FROM, 300, new Testimony(5, 1_000_000_007, 1_000_000, HASH))));

  @Test
  void everyMessageBetweenInspectorsHasALayout() {
    LAYOUTS.assertWholeFor(Inspector.Rpc.class, InspectorCodecs.ALL);
  }

  @Test
  void aReleasedLayoutNeverChanges() throws IOException {
    LAYOUTS.assertAsReleased("inspector.txt");
  }

  @Test
  void anAnswerMayBeWithoutAHash() throws IOException {
    var serializer = new RaftSerializer();
    var answer = new Inspector.HashAnswer(FROM, 1, new Testimony(5, 7, -1, null));
    assertThat(serializer.fromBinary(serializer.toBinary(answer), "HA1")).isEqualTo(answer);
  }

  @Test
  void whatIsNotAWholeMessageIsRefused() {
    LAYOUTS.assertPartsAreRefused();
    Layouts.assertMalformed(
        "HA1", HexFormat.of().parseHex("4d696421c5059e8e" + "01" + "050701" + "02"));
    Layouts.assertMalformed("HQ1", HexFormat.of().parseHex("4d696421c5059e8e" + "01" + "050001"));
  }
}
