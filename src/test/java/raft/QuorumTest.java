package raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuorumTest {

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,2", "4,3", "5,3", "6,4", "7,4"})
  void isTheSmallestMajority(int voters, int size) {
    var quorum = new Quorum(voters);

    assertThat(quorum.size()).isEqualTo(size);
    assertThat(quorum.isReachedBy(size)).isTrue();
    assertThat(quorum.isReachedBy(size - 1)).isFalse();
    assertThat(2 * size).as("any two have a member in common").isGreaterThan(voters);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,2", "4,2", "5,3"})
  void isBlockedOnceTheRestIsTooSmall(int voters, int against) {
    var quorum = new Quorum(voters);

    assertThat(quorum.isBlockedBy(against)).isTrue();
    assertThat(quorum.isBlockedBy(against - 1)).isFalse();
  }

  @Test
  void needsVotersAndAnIndexOfEach() {
    assertThatThrownBy(() -> new Quorum(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Quorum(3).reachedIndex(new long[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // "if there exists an N such that a majority of matchIndex[i] >= N": tries every N.
  @Property
  void reachesWhatAMajorityHasReached(
      @ForAll @Size(min = 1, max = 9) List<@LongRange(max = 20) Long> matchIndexes) {
    int voters = matchIndexes.size();
    long greatest =
        LongStream.rangeClosed(0, 20)
            .filter(n -> 2 * matchIndexes.stream().filter(match -> match >= n).count() > voters)
            .max()
            .orElseThrow();
    long[] indexes = matchIndexes.stream().mapToLong(Long::longValue).toArray();

    assertThat(new Quorum(voters).reachedIndex(indexes)).isEqualTo(greatest);
  }
}
