package sampo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import raft.MemberId;

/// The members a new cluster begins with, by name, and the ids that follow from them.
///
/// Ids are hashes of what every member is told alike, so members agree on them before they have
/// spoken (etcd: `membership.computeMemberID`, `RaftCluster.genID`).
///
/// @param members peer URLs by member name, as `--initial-cluster` lists them
/// @param token `--initial-cluster-token`: keeps clusters with the same addresses apart
public record InitialCluster(Map<String, List<HttpUrl>> members, String token) {

  /// @throws InvalidSettings if there is no member, or two URLs are the same
  public InitialCluster {
    if (members.isEmpty()) {
      throw new InvalidSettings("--initial-cluster names no member");
    }
    Map<String, List<HttpUrl>> copy = new LinkedHashMap<>();
    Set<HttpUrl> seen = new HashSet<>();
    members.forEach((name, urls) -> copy.put(name, urls.stream().sorted().toList()));
    copy.values().stream()
        .flatMap(List::stream)
        .filter(url -> !seen.add(url))
        .findFirst()
        .ifPresent(
            url -> {
              throw new InvalidSettings("--initial-cluster has duplicate url: " + url);
            });
    members = Collections.unmodifiableMap(copy);
  }

  /// Reads `name=url,name=url`; a name given twice has both URLs.
  ///
  /// @throws InvalidSettings if it is not of that form
  public static InitialCluster parse(String text, String token) {
    Map<String, List<HttpUrl>> members = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw new InvalidSettings("--initial-cluster wants name=url, not \"" + pair + "\"");
      }
      members
          .computeIfAbsent(pair.substring(0, equals).strip(), _ -> new ArrayList<>())
          .add(HttpUrl.parse(pair.substring(equals + 1).strip()));
    }
    return new InitialCluster(members, token);
  }

  /// The id of a member of this cluster.
  ///
  /// @throws InvalidSettings if no member has the name
  public MemberId memberId(String name) {
    StringBuilder hashed = new StringBuilder();
    urls(name).forEach(hashed::append);
    return new MemberId(first8Bytes(hashed.append(token).toString().getBytes(UTF_8)));
  }

  /// Member names by member id, ascending.
  public SortedMap<MemberId, String> namesById() {
    SortedMap<MemberId, String> names = new TreeMap<>();
    members.keySet().forEach(name -> names.put(memberId(name), name));
    return names;
  }

  /// The id of the cluster: unsigned, shown in lower-case hex.
  public long clusterId() {
    ByteBuffer ids = ByteBuffer.allocate(members.size() * Long.BYTES);
    namesById().keySet().forEach(id -> ids.putLong(id.value()));
    return first8Bytes(ids.array());
  }

  /// The peer URLs of a member.
  ///
  /// @throws InvalidSettings if no member has the name
  public List<HttpUrl> urls(String name) {
    List<HttpUrl> urls = members.get(name);
    if (urls == null) {
      throw new InvalidSettings(
          "--initial-cluster has no member of this --name: \"%s\"; it has %s"
              .formatted(name, members.keySet()));
    }
    return urls;
  }

  private static long first8Bytes(byte[] hashed) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(hashed)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
