package torture;

import etcdserverpb.StatusResponse;
import io.grpc.ClientInterceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A cluster of real processes.
final class Victims implements AutoCloseable {

  private final List<Victim> members = new ArrayList<>();

  /// @param folder of data and logs
  /// @param as whom members are asked
  Victims(Network network, Program program, int size, Path folder, List<ClientInterceptor> as) {
    List<Integer> peerPorts = IntStream.range(0, size).map(i -> freePort()).boxed().toList();
    String cluster =
        IntStream.range(0, size)
            .mapToObj(i -> name(i) + "=http://" + network.host(i) + ":" + peerPorts.get(i))
            .collect(Collectors.joining(","));
    for (int i = 0; i < size; i++) {
      String endpoint = network.host(i) + ":" + freePort();
      String peer = "http://" + network.host(i) + ":" + peerPorts.get(i);
      List<String> flags =
          List.of(
              "--name=" + name(i),
              "--data-dir=" + folder.resolve(name(i)),
              "--listen-client-urls=http://" + endpoint,
              "--advertise-client-urls=http://" + endpoint,
              "--listen-peer-urls=" + peer,
              "--initial-advertise-peer-urls=" + peer,
              "--initial-cluster=" + cluster,
              "--initial-cluster-state=new");
      members.add(
          new Victim(
              name(i),
              endpoint,
              network.on(i, program.command(flags)),
              folder.resolve(name(i) + ".log"),
              as));
    }
  }

  private static String name(int member) {
    return "m" + (member + 1);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  List<Victim> members() {
    return members;
  }

  List<String> endpoints() {
    return members.stream().map(Victim::endpoint).toList();
  }

  /// The member that takes itself for the leader of the latest term.
  Optional<Integer> leader() {
    int leader = -1;
    long term = -1;
    for (int i = 0; i < members.size(); i++) {
      Optional<StatusResponse> view = members.get(i).status();
      if (view.isPresent()
          && view.get().getLeader() == view.get().getHeader().getMemberId()
          && view.get().getRaftTerm() > term) {
        leader = i;
        term = view.get().getRaftTerm();
      }
    }
    return leader < 0 ? Optional.empty() : Optional.of(leader);
  }

  /// Whether every member answers, and all name the same leader.
  boolean allFollowOne() {
    List<Long> leaders =
        members.stream()
            .map(member -> member.status().map(StatusResponse::getLeader).orElse(0L))
            .distinct()
            .toList();
    return leaders.size() == 1 && leaders.getFirst() != 0;
  }

  void startMissing() {
    members.stream().filter(member -> !member.runs()).forEach(Victim::start);
  }

  @Override
  public void close() {
    members.forEach(Victim::close);
  }
}
