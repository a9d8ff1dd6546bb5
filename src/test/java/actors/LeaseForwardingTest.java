package actors;

import static org.assertj.core.api.Assertions.assertThat;

import etcd.EtcdError;
import java.util.List;
import lease.LeaseAnswer;
import lease.LeaseQuestion;
import org.junit.jupiter.api.Test;

/// What a lessor does with questions while another member leads, and with those of others.
final class LeaseForwardingTest extends LeaseSteps {

  // -- between members

  @Test
  void aFollowerAsksTheLeaderForAllAtOnce() {
    follow(OTHER, 1);
    var first = renew(5);
    var second = renew(6);
    var third = timeToLive(7);
    assertThat(sent).hasSize(1);
    answer(new LeaseAnswer.Alive(10, 10));
    assertThat(first).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
    assertThat(questions())
        .isEqualTo(
            new Lessor.Questions(
                SELF,
                2,
                List.of(
                    new LeaseQuestion(LeaseQuestion.Kind.RENEW, 6),
                    new LeaseQuestion(LeaseQuestion.Kind.TIME_TO_LIVE, 7))));
    answer(LeaseAnswer.Busy.BUSY, GONE);
    assertThat(second).isNotDone();
    assertThat(third).isCompletedWithValue(GONE);
    pass(0.1);
    answer(GONE);
    assertThat(second).isCompletedWithValue(GONE);
  }

  @Test
  void aQuestionThatGotLostIsAskedAgainAndALateAnswerIsNoOnes() {
    follow(OTHER, 1);
    var renewal = renew(5);
    pass(0.7);
    assertThat(sent).hasSize(2);
    tell(new Lessor.Answers(OTHER, 1, List.of(GONE)));
    assertThat(renewal).isNotDone();
    answer(new LeaseAnswer.Alive(10, 10));
    assertThat(renewal).isCompletedWithValue(new LeaseAnswer.Alive(10, 10));
  }

  @Test
  void anAnswerToAQuestionFromBeforeARestartIsNoOnes() {
    follow(OTHER, 1);
    var before = renew(5);
    var asking = questions().askId();
    restart();
    var after = renew(6);
    tell(new Lessor.Answers(OTHER, asking, List.of(new LeaseAnswer.Alive(10, 10))));
    assertThat(before).isNotDone();
    assertThat(after).isNotDone();
    answer(GONE);
    assertThat(after).isCompletedWithValue(GONE);
  }

  @Test
  void theNextLeaderIsAskedWhenTheLastOneFellSilent() {
    follow(OTHER, 1);
    var renewal = renew(5);
    follow(THIRD, 2);
    pass(0.1);
    assertThat(sent.getLast().to()).isEqualTo(THIRD);
    tell(new Lessor.NotLeading(THIRD, 2));
    pass(0.1);
    assertThat(sent).hasSize(3);
    answer(GONE);
    assertThat(renewal).isCompletedWithValue(GONE);
  }

  @Test
  void othersAreAnsweredByAConfirmedLeaderOnly() {
    lead(1);
    confirm();
    grant(5, 10);
    var questions = List.of(new LeaseQuestion(LeaseQuestion.Kind.RENEW, 5));
    tell(new Lessor.Questions(OTHER, 9, questions));
    assertThat(sent).isEmpty();
    confirm();
    assertThat(sent)
        .containsExactly(
            new Sent(OTHER, new Lessor.Answers(SELF, 9, List.of(new LeaseAnswer.Alive(10, 10)))));
    sent.clear();
    tell(new Lessor.Questions(OTHER, 10, questions));
    follow(THIRD, 2);
    fail();
    assertThat(sent).containsExactly(new Sent(OTHER, new Lessor.NotLeading(SELF, 10)));
    tell(new Lessor.Questions(OTHER, 11, questions));
    assertThat(sent.getLast()).isEqualTo(new Sent(OTHER, new Lessor.NotLeading(SELF, 11)));
  }

  // -- limits

  @Test
  void questionsEndWhenTheirTimeIsOver() {
    var orphan = renew(5);
    pass(7.2);
    assertThat(orphan).isCompletedExceptionally();
    assertThat(error(orphan)).isEqualTo(EtcdError.NO_LEADER);
    follow(OTHER, 1);
    var unheard = renew(5);
    pass(7.8);
    assertThat(error(unheard)).isEqualTo(EtcdError.TIMEOUT);
  }

  @Test
  void onlySoManyMayWait() {
    for (int i = 0; i < 4; i++) {
      assertThat(renew(5)).isNotDone();
    }
    assertThat(error(renew(5))).isEqualTo(EtcdError.TOO_MANY_REQUESTS);
  }
}
