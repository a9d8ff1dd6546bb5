package torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What `ops/torture` does, for two minutes. `-Dtorture.minutes` and `-Dtorture.seed` change it.
@Tag("torture")
final class TortureTest {

  @Test
  void noFaultMakesMembersBreakAPromise() {
    if (!Sandbox.isAllowed()) {
      System.out.println("skipped: partitions, loss and delay: no network namespaces here");
    }
    int code =
        Torture.run(
            "--minutes=" + System.getProperty("torture.minutes", "2"),
            "--seed=" + System.getProperty("torture.seed", "1"));
    assertThat(code).isZero();
  }
}
