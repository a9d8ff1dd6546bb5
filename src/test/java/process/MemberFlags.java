package process;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What one member is told at its start, under the names that etcd gives the flags.
///
/// @param initialCluster `name=peerUrl` of every member, separated by commas
/// @param more flags that win over the others, as `--flag=value`
public record MemberFlags(
    String name,
    Path dataDir,
    int clientPort,
    int peerPort,
    String initialCluster,
    List<String> more) {

  public String clientUrl() {
    return "http://127.0.0.1:" + clientPort;
  }

  public String peerUrl() {
    return "http://127.0.0.1:" + peerPort;
  }

  /// The flags in words; of a flag that is given twice the latter counts.
  List<String> words() {
    return Stream.concat(
            Stream.of(
                    "--name=" + name,
                    "--data-dir=" + dataDir,
                    "--listen-client-urls=" + clientUrl(),
                    "--advertise-client-urls=" + clientUrl(),
                    "--listen-peer-urls=" + peerUrl(),
                    "--initial-advertise-peer-urls=" + peerUrl(),
                    "--initial-cluster=" + initialCluster,
                    "--initial-cluster-state=new")
                .filter(word -> more.stream().noneMatch(other -> sameFlag(word, other))),
            more.stream().filter(word -> !word.endsWith("=")))
        .toList();
  }

  MemberFlags inCluster(String members) {
    return new MemberFlags(name, dataDir, clientPort, peerPort, members, more);
  }

  /// These flags with others in place of some; `--flag=` leaves a flag out.
  MemberFlags with(String... others) {
    return new MemberFlags(
        name,
        dataDir,
        clientPort,
        peerPort,
        initialCluster,
        Stream.concat(more.stream(), Stream.of(others)).toList());
  }

  private static boolean sameFlag(String one, String other) {
    return flag(one).equals(flag(other));
  }

  private static String flag(String word) {
    return word.substring(0, word.indexOf('='));
  }
}
