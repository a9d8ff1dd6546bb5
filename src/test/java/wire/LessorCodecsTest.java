package wire;

import actors.Lessor;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import lease.LeaseAnswer;
import lease.LeaseQuestion;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// The bytes between the lessors of members.
final class LessorCodecsTest {

  private static final MemberId FROM = new MemberId(0x8e9e05c52164694dL);

  /// One of each message; the golden bytes are of these.
  private static final Layouts<Lessor.Rpc> LAYOUTS =
      new Layouts<>(
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
              new Lessor.NotLeading(FROM, 300)));

  @Test
  void everyMessageBetweenLessorsHasALayout() {
    LAYOUTS.assertWholeFor(Lessor.Rpc.class, LessorCodecs.ALL);
  }

  @Test
  void aReleasedLayoutNeverChanges() throws IOException {
    LAYOUTS.assertAsReleased("lessor.txt");
  }

  @Test
  void whatIsNotAWholeMessageIsRefused() {
    LAYOUTS.assertPartsAreRefused();
    Layouts.assertMalformed(
        "LA1", HexFormat.of().parseHex("4d696421c5059e8e" + "01" + "01" + "09"));
    Layouts.assertMalformed(
        "LQ1", HexFormat.of().parseHex("4d696421c5059e8e" + "01" + "ffffffff07"));
  }
}
