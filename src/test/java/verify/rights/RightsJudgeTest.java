package verify.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import verify.Breach;
import verify.Promise;

/// A watch is for who might read all of it when it was created. Alice may read 0 to 3 from 10 on, 3
/// to 5 from 20 to 30; a change takes 1.
final class RightsJudgeTest {

  private static final List<Change> CHANGES =
      List.of(
          new Change("alice", 10, 11, new Span(0, 3), true),
          new Change("alice", 20, 21, new Span(3, 5), true),
          new Change("alice", 30, 31, new Span(3, 5), false));

  @Test
  void whoMayReadAllOfItIsGivenAWatch() {
    assertThat(given(12, 13, 0, 3)).isEmpty();
    assertThat(given(12, 13, 1, 2)).isEmpty();
    assertThat(given(22, 23, 0, 5)).as("by two rights").isEmpty();
    assertThat(given(12, 22, 0, 5)).as("as rights change").isEmpty();
    assertThat(given(30, 30, 0, 5)).as("as rights change").isEmpty();
  }

  @Test
  void whoMayNotReadAllOfItIsGivenNone() {
    assertThat(given(1, 2, 0, 1)).containsExactly(Promise.PERMITTED);
    assertThat(given(12, 13, 0, 4)).containsExactly(Promise.PERMITTED);
    assertThat(given(22, 23, 4, 6)).containsExactly(Promise.PERMITTED);
  }

  @Test
  void aRightThatWasTakenGivesNone() {
    assertThat(given(32, 33, 0, 5)).containsExactly(Promise.PERMITTED);
    assertThat(given(32, 33, 0, 3)).isEmpty();
  }

  @Test
  void aWatchIsDeniedToWhoLackedARight() {
    assertThat(denied(12, 13, 0, 5)).isEmpty();
    assertThat(denied(20, 20, 0, 5)).isEmpty();
    assertThat(denied(22, 23, 0, 5)).containsExactly(Promise.PERMITTED);
    assertThat(denied(32, 33, 0, 3)).containsExactly(Promise.PERMITTED);
  }

  @Test
  void aChangeThatNobodyWasAnsweredMayHaveHappened() {
    List<Change> unheard =
        List.of(CHANGES.getFirst(), new Change("alice", 20, Long.MAX_VALUE, new Span(0, 3), false));
    assertThat(broken(unheard, attempt(25, 26, 0, 3, true))).isEmpty();
    assertThat(broken(unheard, attempt(25, 26, 0, 3, false))).isEmpty();
    assertThat(broken(unheard, attempt(12, 13, 0, 3, false))).containsExactly(Promise.PERMITTED);
  }

  @Test
  void nobodyHasTheRightsOfOthers() {
    assertThat(broken(CHANGES, new Attempt("bob", "here", 12, 13, new Span(0, 1), true)))
        .containsExactly(Promise.PERMITTED);
  }

  private static List<Promise> given(long since, long heard, int first, int end) {
    return broken(CHANGES, attempt(since, heard, first, end, true));
  }

  private static List<Promise> denied(long since, long heard, int first, int end) {
    return broken(CHANGES, attempt(since, heard, first, end, false));
  }

  private static Attempt attempt(long since, long heard, int first, int end, boolean isCreated) {
    return new Attempt("alice", "here", since, heard, new Span(first, end), isCreated);
  }

  private static List<Promise> broken(List<Change> changes, Attempt attempt) {
    var breaches = new ArrayList<Breach>();
    new RightsJudge(changes, breaches::add).judge(attempt);
    return breaches.stream().map(Breach::promise).toList();
  }
}
