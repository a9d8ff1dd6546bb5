package mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The tree of keys against a sorted map, over sizes that split and join nodes on three levels.
class IndexTest {

  private static byte[] key(int i) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
  }

  @Property(tries = 40)
  void agreesWithASortedMap(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30_000) int edits) {
    Random random = new Random(seed);
    TreeMap<byte[], KeyHistory> map = new TreeMap<>(Arrays::compareUnsigned);
    IndexNode root = IndexNode.EMPTY;
    int keys = 1 + random.nextInt(edits);
    boolean shrinking = false;
    for (int done = 0; done < edits; ) {
      IndexEdit edit = new IndexEdit(root);
      IndexNode before = root;
      long countBefore = map.values().stream().filter(KeyHistory::live).count();
      for (int n = random.nextInt(2_000); n >= 0; n--) {
        change(random, random.nextInt(keys), ++done, shrinking, map, edit);
      }
      assertThat(before.count(null, null, Long.MAX_VALUE)).isEqualTo(countBefore);
      root = edit.root();
      shrinking = random.nextInt(3) == 0;
      same(random, map, root, keys, done);
    }
  }

  private static void change(
      Random random,
      int at,
      int main,
      boolean shrinking,
      TreeMap<byte[], KeyHistory> map,
      IndexEdit edit) {
    byte[] key = key(at);
    KeyHistory old = map.get(key);
    if (old != null && random.nextInt(shrinking ? 2 : 12) == 0) {
      KeyHistory rest = shrinking ? null : old.dropOldest(1);
      if (rest == null) {
        map.remove(key);
      } else {
        map.put(key, rest);
      }
      edit.set(key, rest);
    } else if (!shrinking) {
      KeyState state =
          random.nextInt(3) == 0
              ? KeyState.tombstone(main, 0)
              : new KeyState(0, main, main, 1, 0);
      KeyHistory next = old == null ? state : old.append(state);
      map.put(key, next);
      edit.put(key, next);
    }
  }

  private static void same(
      Random random, TreeMap<byte[], KeyHistory> map, IndexNode root, int keys, long newest) {
    checkSums(root);
    for (int i = 0; i < 20; i++) {
      byte[] from = key(random.nextInt(keys));
      byte[] to = key(random.nextInt(keys));
      boolean endless = random.nextInt(4) == 0;
      long revision = random.nextBoolean() ? newest : random.nextLong(newest + 1);
      List<byte[]> expected = new ArrayList<>();
      map.forEach(
          (key, history) -> {
            boolean within =
                Arrays.compareUnsigned(from, key) <= 0
                    && (endless || Arrays.compareUnsigned(key, to) < 0);
            if (within && history.at(revision) != null) {
              expected.add(key);
            }
          });
      byte[] end = endless ? null : to;
      assertThat(root.count(from, end, revision)).isEqualTo(expected.size());
      List<byte[]> up = new ArrayList<>();
      root.ascend(from, end, revision, (key, _) -> up.add(key));
      assertThat(up).containsExactlyElementsOf(expected);
      List<byte[]> down = new ArrayList<>();
      root.descend(from, end, revision, (key, _) -> down.add(key));
      Collections.reverse(expected);
      assertThat(down).containsExactlyElementsOf(expected);
      assertThat(root.get(from)).isEqualTo(map.get(from));
    }
    List<KeyHistory> old = new ArrayList<>();
    root.ascendOld(null, (_, history) -> old.add(history));
    assertThat(old)
        .containsAll(
            map.values().stream().filter(h -> h.size() > 1 || !h.live()).toList());
  }

  private static void checkSums(IndexNode node) {
    long[] sums = new long[2];
    node.ascend(
        null,
        null,
        Long.MAX_VALUE,
        (key, _) -> {
          sums[0]++;
          return true;
        });
    assertThat((long) node.live).isEqualTo(sums[0]);
    if (node instanceof IndexBranch branch) {
      for (int i = 0; i < branch.size; i++) {
        checkSums(branch.child(i));
        sums[1] += branch.child(i).revisions;
      }
      assertThat(node.revisions).isEqualTo(sums[1]);
    } else {
      KeyHistory[] all = histories(node);
      assertThat(node.revisions).isEqualTo(Arrays.stream(all).mapToLong(KeyHistory::size).sum());
    }
  }

  private static KeyHistory[] histories(IndexNode leaf) {
    List<KeyHistory> all = new ArrayList<>();
    leaf.ascendOld(null, (_, history) -> all.add(history));
    return all.toArray(KeyHistory[]::new);
  }

  @Test
  void keysInOrderFillTheNodes() {
    IndexEdit edit = new IndexEdit(IndexNode.EMPTY);
    for (int i = 0; i < 100_000; i++) {
      edit.put(key(i), new KeyState(0, i + 1, i + 1, 1, 0));
    }
    assertThat(leaves(edit.root())).isLessThan(100_000 / (IndexNode.CAPACITY * 3 / 4));
  }

  private static int leaves(IndexNode node) {
    if (!(node instanceof IndexBranch branch)) {
      return 1;
    }
    int leaves = 0;
    for (int i = 0; i < branch.size; i++) {
      leaves += leaves(branch.child(i));
    }
    return leaves;
  }
}
