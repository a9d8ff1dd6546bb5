package checkers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import raft.Entry;
import raft.MemberId;

final class LeaderCompletenessTest {

  private static final MemberId ONE = new MemberId(1);
  private static final MemberId TWO = new MemberId(2);

  private final Logs logs = new Logs(3);
  private final LeaderCompleteness checker = new LeaderCompleteness();

  @BeforeEach
  void oneCommitsInTermThree() {
    logs.appended(ONE, List.of(Entry.noOp(1, 1)));
    checker.committed(ONE, 3, 1, logs);
  }

  @Test
  void aLeaderOfALaterTermMustHaveWhatIsCommitted() {
    assertThatThrownBy(() -> checker.entered(TWO, "leader", 4, logs)).isInstanceOf(Violation.class);
  }

  /// The votes of an earlier term may arrive late: such a leader leads nobody any more.
  @Test
  void aLeaderOfAnEarlierTermMayLackIt() {
    assertThatCode(() -> checker.entered(TWO, "leader", 2, logs)).doesNotThrowAnyException();
  }
}
