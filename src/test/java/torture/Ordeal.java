package torture;

import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import io.grpc.ClientInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import probe.Findings;
import probe.Login;
import probe.Overseen;
import probe.Page;
import probe.Plan;
import probe.Probe;

/// A cluster, clients, faults, and the judge.
///
/// @param folder of data and logs
/// @param auth whether there are users, whose rights change
record Ordeal(Path folder, Duration length, int members, long seed, Program program, boolean auth) {

  private static final String PREFIX = "torture/";
  private static final int CLIENTS = 8;
  private static final int KEYS = 10;
  private static final int CALLS_PER_SECOND = 40;
  private static final String ROOT = "root";
  private static final Plan.Beside BESIDE = new Plan.Beside(4, 3, 2, 0);
  private static final Plan.Beside WITH_GUESTS = new Plan.Beside(4, 3, 2, 3);

  /// Longer than any pause, so that what a member says when it wakes up is judged.
  private static final Duration DEADLINE = Duration.ofSeconds(6);

  /// Folder, milliseconds, members, seed, program, network, whether there are users.
  public static void main(String[] args) throws InterruptedException {
    Ordeal ordeal =
        new Ordeal(
            Path.of(args[0]),
            Duration.ofMillis(Long.parseLong(args[1])),
            Integer.parseInt(args[2]),
            Long.parseLong(args[3]),
            Program.valueOf(args[4]),
            Boolean.parseBoolean(args[6]));
    Network network =
        args[5].equals("NAMESPACES")
            ? new Namespaces(ordeal.members)
            : new Loopback(
                List.of(
                    "skipped: partitions, loss and delay: no network namespaces, or no iproute2"));
    System.exit(ordeal.run(network) ? 0 : 1);
  }

  private boolean run(Network network) throws InterruptedException {
    System.out.printf(
        "%d members (%s), seed %d%s%n", members, program, seed, auth ? ", with users" : "");
    List<ClientInterceptor> as = auth ? List.of(new Login(ROOT, ROOT)) : List.of();
    network.excuses().forEach(System.out::println);
    try (Victims victims = new Victims(network, program, members, folder, as)) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(victims::close));
      victims.startMissing();
      if (!awaitAll(victims)) {
        System.out.println("the members do not come up");
        victims.members().forEach(m -> System.out.println(m + " said last: " + m.lastWords()));
        return false;
      }
      if (auth) {
        enableAuth(victims.members().getFirst());
      }
      try (Probe probe = Probe.start(plan(victims, as))) {
        return torture(network, victims, probe);
      }
    }
  }

  private boolean torture(Network network, Victims victims, Probe probe)
      throws InterruptedException {
    Set<Network.Ability> abilities = network.abilities();
    Nemesis nemesis =
        new Nemesis(victims, network, new FaultPlan(seed, members, abilities), probe.recorder());
    nemesis.run(length, System.out::println);
    network.heal();
    var complaints = new ArrayList<>(nemesis.complaints());
    if (!awaitAll(victims)) {
      complaints.add("not all members serve in the end");
    }
    probe.stop();
    Findings findings = probe.judge();
    System.out.print(new Page(findings).text());
    System.out.println("faults        " + nemesis.counts());
    System.out.println("no writes     " + Gaps.of(findings.calls()));
    if (findings.overseen() instanceof Overseen.Unread(var reason)) {
      complaints.add("watches and leases were not judged: " + reason);
    }
    if (!findings.overseen().holds()) {
      Path transcript = folder.resolve("watches-and-leases.txt");
      probe.writeTranscript(transcript);
      System.out.println("all that watchers were told is in " + transcript);
    }
    complaints.forEach(complaint -> System.out.println("NO: " + complaint));
    return findings.hold() && complaints.isEmpty();
  }

  private static void enableAuth(Victim member) {
    var auth = AuthGrpc.newBlockingStub(member.channel());
    var _ = auth.userAdd(AuthUserAddRequest.newBuilder().setName(ROOT).setPassword(ROOT).build());
    var _ = auth.roleAdd(AuthRoleAddRequest.newBuilder().setName(ROOT).build());
    var _ =
        auth.userGrantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser(ROOT).setRole(ROOT).build());
    var _ = auth.authEnable(AuthEnableRequest.getDefaultInstance());
  }

  private Plan plan(Victims victims, List<ClientInterceptor> as) {
    return new Plan(
        victims.endpoints(),
        endpoint ->
            NettyChannelBuilder.forTarget("dns:///" + endpoint).usePlaintext().intercept(as),
        PREFIX,
        CLIENTS,
        KEYS,
        CALLS_PER_SECOND,
        DEADLINE,
        seed,
        Plan.Revisions.OURS,
        auth ? WITH_GUESTS : BESIDE);
  }

  /// Waits until all members know one leader; in vain once one has ended.
  private static boolean awaitAll(Victims victims) throws InterruptedException {
    long end = System.nanoTime() + Nemesis.PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (victims.allFollowOne()) {
        return true;
      }
      if (!victims.members().stream().allMatch(Victim::runs)) {
        return false;
      }
      var _ = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
    }
    return false;
  }
}
