package process;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.ByteString;
import etcdserverpb.RangeRequest;
import etcdserverpb.StatusResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A cluster of real processes that the tests of a class share: `@RegisterExtension static final
/// Cluster cluster = Cluster.of(3);`
///
/// Runs from before the first test of the class to after the last; the shared one, which is for
/// tests that need nothing but three members, to after the last test of all. A test that stops
/// members starts them again. When a test fails, the end of every member's log is printed, and the
/// data folder stays.
public final class Cluster implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private static final int LOG_LINES = 25;
  private static final Cluster SHARED = new Cluster(Program.underTest(), 3, Life.OF_THE_TESTS);

  /// How long a cluster runs.
  enum Life {
    OF_A_CLASS,
    OF_THE_TESTS
  }

  private final Program program;
  private final int size;
  private final Life life;
  private final List<String> more = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private Path folder = Path.of("");
  private boolean failed;

  Cluster(Program program, int size, Life life) {
    this.program = program;
    this.size = size;
    this.life = life;
  }

  /// Of Sampo members, for the tests of one class.
  public static Cluster of(int size) {
    return new Cluster(Program.underTest(), size, Life.OF_A_CLASS);
  }

  /// This cluster, its members started with more flags, as `--flag=value`.
  public Cluster with(String... flags) {
    more.addAll(List.of(flags));
    return this;
  }

  /// The one of three Sampo members that all test classes share: never empty, and never at a
  /// revision that a test could foretell.
  static Cluster shared() {
    return SHARED;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    program.missing().ifPresent(Assumptions::abort);
    switch (life) {
      case OF_A_CLASS -> start(context.getRequiredTestClass().getSimpleName());
      case OF_THE_TESTS -> startOrHeal(context);
    }
  }

  /// Where members keep their data and logs.
  Path folder() {
    return folder;
  }

  private void startOrHeal(ExtensionContext context) throws IOException {
    if (members.isEmpty()) {
      AutoCloseable end = this::close;
      context.getRoot().getStore(ExtensionContext.Namespace.create(Cluster.class)).put(this, end);
      start("Shared");
    } else {
      heal();
    }
  }

  private void start(String name) throws IOException {
    folder = Folders.create(name + "-");
    List<String> names = IntStream.rangeClosed(1, size).mapToObj(i -> "m" + i).toList();
    List<MemberFlags> flags = flags(names);
    for (MemberFlags its : flags) {
      members.add(new Member(program, its, folder.resolve(its.name() + ".log")));
    }
    try {
      members.forEach(Member::start);
      members.forEach(Member::awaitServing);
    } catch (RuntimeException failure) {
      failed = true;
      printLogs();
      members.forEach(Member::close);
      throw failure;
    }
  }

  private List<MemberFlags> flags(List<String> names) {
    List<MemberFlags> bare =
        names.stream()
            .map(
                name ->
                    new MemberFlags(
                        name, folder.resolve(name), Ports.free(), Ports.free(), "", more))
            .toList();
    String all = bare.stream().map(its -> its.name() + "=" + its.peerUrl()).collect(joining(","));
    return bare.stream().map(its -> its.inCluster(all)).toList();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      failed = true;
      printLogs();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (life == Life.OF_A_CLASS) {
      close();
    }
  }

  private void close() throws IOException {
    members.forEach(Member::close);
    if (!failed) {
      Folders.delete(folder);
    }
  }

  private void printLogs() {
    for (Member member : members) {
      List<String> log = member.log();
      System.out.printf("--- the log of %s, whole in %s%n", member, folder);
      log.stream().skip(Math.max(0, log.size() - LOG_LINES)).forEach(System.out::println);
    }
  }

  public List<Member> members() {
    return List.copyOf(members);
  }

  public Member member(int index) {
    return members.get(index);
  }

  /// Of all members, separated by commas.
  public String endpoints() {
    return members.stream().map(Member::endpoint).collect(joining(","));
  }

  /// Waits until all running members name the same running leader.
  public Member awaitLeader() {
    return Awaitility.await("the members agree on a leader")
        .atMost(Member.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(this::agreedLeader, Optional::isPresent)
        .orElseThrow();
  }

  /// A running member other than the leader.
  public Member awaitFollower() {
    Member leader = awaitLeader();
    return members.stream()
        .filter(member -> member.isRunning() && member != leader)
        .findFirst()
        .orElseThrow();
  }

  private Optional<Member> agreedLeader() {
    try {
      List<Member> running = members.stream().filter(Member::isRunning).toList();
      List<StatusResponse> views = running.stream().map(Member::status).toList();
      long leader = views.getFirst().getLeader();
      boolean agreed = views.stream().allMatch(view -> view.getLeader() == leader);
      return agreed
          ? IntStream.range(0, views.size())
              .filter(i -> views.get(i).getHeader().getMemberId() == leader)
              .mapToObj(running::get)
              .findFirst()
          : Optional.empty();
    } catch (StatusRuntimeException notYet) {
      return Optional.empty();
    }
  }

  /// Waits until every member has applied what any client was told of.
  ///
  /// A member that is behind shows a watcher the past that others have compacted: so does etcd.
  public void awaitEverywhere() {
    RangeRequest nothing = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("0")).build();
    members.forEach(member -> member.kv(Member.PATIENCE).range(nothing));
  }

  /// Starts what does not run, and waits until every member serves.
  public void heal() {
    members.stream().filter(member -> !member.isRunning()).forEach(Member::start);
    members.forEach(Member::awaitServing);
  }
}
