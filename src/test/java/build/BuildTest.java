package build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Maven may run on an older JDK than the code; the toolchain must not follow it.
final class BuildTest {

  @Test
  void testsRunOnJava25() {
    assertThat(Runtime.version().feature()).isEqualTo(25);
  }
}
