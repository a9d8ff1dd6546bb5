package torture;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A machine for each member: a network namespace with a cable to a bridge, which is where this
/// process is. All of it is inside of the namespaces that this process lives in (see [Sandbox]),
/// and is gone with it.
///
/// A way from one member to another is cut by sending its frames to a hardware address that nobody
/// has: they are lost without a word, in one direction, as they are in a broken switch.
final class Namespaces implements Network {

  private static final String NET = "10.88.0.";
  private static final int FIRST = 11;
  private static final String NOBODY = "02:00:00:00:ff:ff";

  private final int members;
  private final Set<Ability> abilities = EnumSet.of(Ability.CUT);
  private final List<String> excuses = new ArrayList<>();

  Namespaces(int members) {
    this.members = members;
    Shell.run("mount -t tmpfs tmpfs /run");
    Shell.run("ip link set lo up");
    Shell.run("ip link add br0 type bridge");
    Shell.run("ip addr add " + NET + "1/24 dev br0");
    Shell.run("ip link set br0 up");
    for (int i = 0; i < members; i++) {
      add(i);
    }
    heal();
    tryOut(Ability.LOSE, () -> lose(1), "nftables, or its numgen, is missing");
    tryOut(Ability.DELAY, () -> delay(1), "this kernel has no netem");
    heal();
  }

  private void add(int member) {
    Shell.run("ip netns add " + name(member));
    Shell.run(
        "ip link add v%d type veth peer name eth0 netns %s address %s"
            .formatted(member, name(member), hardware(member)));
    Shell.run("ip link set v%d master br0 up".formatted(member));
    in(member, "ip link set lo up");
    in(member, "ip addr add %s/24 dev eth0".formatted(host(member)));
    in(member, "ip link set eth0 up");
  }

  private void tryOut(Ability ability, Runnable attempt, String excuse) {
    try {
      attempt.run();
      abilities.add(ability);
    } catch (IllegalStateException impossible) {
      excuses.add("skipped: %s between members: %s".formatted(ability, excuse));
    }
  }

  @Override
  public Set<Ability> abilities() {
    return abilities;
  }

  @Override
  public List<String> excuses() {
    return excuses;
  }

  @Override
  public String host(int member) {
    return NET + (FIRST + member);
  }

  private static String name(int member) {
    return "m" + (member + 1);
  }

  private static String hardware(int member) {
    return "02:00:00:00:00:%02x".formatted(FIRST + member);
  }

  @Override
  public List<String> on(int member, List<String> command) {
    return Stream.concat(Stream.of("ip", "netns", "exec", name(member)), command.stream()).toList();
  }

  @Override
  public void cut(int from, int to) {
    route(from, to, NOBODY);
  }

  private void route(int from, int to, String hardware) {
    in(from, "ip neigh replace %s lladdr %s dev eth0 nud permanent".formatted(host(to), hardware));
  }

  @Override
  public void lose(int percent) {
    String from = "ip saddr %s%d-%s%d".formatted(NET, FIRST, NET, FIRST + members - 1);
    for (int i = 0; i < members; i++) {
      in(i, "nft add table inet lossy");
      in(i, "nft add chain inet lossy in { type filter hook input priority 0 ; }");
      in(
          i,
          "nft add rule inet lossy in %s numgen random mod 100 < %d drop".formatted(from, percent));
    }
  }

  @Override
  public void delay(int milliseconds) {
    for (int i = 0; i < members; i++) {
      in(i, "tc qdisc replace dev eth0 root netem delay %dms".formatted(milliseconds));
    }
  }

  @Override
  public void heal() {
    for (int from = 0; from < members; from++) {
      for (int to = 0; to < members; to++) {
        if (from != to) {
          route(from, to, hardware(to));
        }
      }
      if (abilities.contains(Ability.LOSE)) {
        in(from, "nft flush ruleset");
      }
      if (abilities.contains(Ability.DELAY)) {
        Shell.succeeds(inside(from, "tc qdisc del dev eth0 root"));
      }
    }
  }

  private void in(int member, String command) {
    Shell.run(inside(member, command));
  }

  private String inside(int member, String command) {
    return String.join(" ", on(member, List.of(command)));
  }
}
