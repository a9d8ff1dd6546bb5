package torture;

import java.util.List;
import java.util.Set;

/// The one address of this machine: nothing can be done to it.
record Loopback(List<String> excuses) implements Network {

  @Override
  public Set<Ability> abilities() {
    return Set.of();
  }

  @Override
  public String host(int member) {
    return "127.0.0.1";
  }

  @Override
  public List<String> on(int member, List<String> command) {
    return command;
  }

  @Override
  public void cut(int from, int to) {
    throw new UnsupportedOperationException("cut");
  }

  @Override
  public void lose(int percent) {
    throw new UnsupportedOperationException("lose");
  }

  @Override
  public void delay(int milliseconds) {
    throw new UnsupportedOperationException("delay");
  }

  @Override
  public void heal() {}
}
