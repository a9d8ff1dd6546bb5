package sampo;

import com.google.protobuf.InvalidProtocolBufferException;
import etcdserverpb.Member;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import mvcc.Store;
import proposal.wire.PublishMember;
import raft.MemberId;

/// The members of the cluster as etcd's member list shows them. Thread-safe.
///
/// Who belongs comes from the initial cluster; name and client URLs are what each member has
/// published through the log, empty before.
final class MemberDirectory {

  private final InitialCluster cluster;
  private final Map<MemberId, PublishMember> published = new ConcurrentSkipListMap<>();

  MemberDirectory(InitialCluster cluster) {
    this.cluster = cluster;
  }

  /// Takes up what the store remembers.
  void restore(List<Store.Row> rows) {
    for (Store.Row row : rows) {
      try {
        note(PublishMember.parseFrom(row.value()));
      } catch (InvalidProtocolBufferException damaged) {
        throw new IllegalStateException("the table of members is damaged", damaged);
      }
    }
  }

  void note(PublishMember member) {
    published.put(new MemberId(member.getMemberId()), member);
  }

  /// Whether the store already says what `member` would publish.
  boolean knows(PublishMember member) {
    return member.equals(published.get(new MemberId(member.getMemberId())));
  }

  /// Whether a member has ever published itself: it has been there, with data of its own.
  boolean hasJoined(MemberId member) {
    return published.containsKey(member);
  }

  List<Member> members() {
    return cluster.members().keySet().stream().map(this::member).toList();
  }

  private Member member(String name) {
    MemberId id = cluster.memberId(name);
    var member = Member.newBuilder().setID(id.value());
    cluster.urls(name).forEach(url -> member.addPeerURLs(url.text()));
    PublishMember said = published.get(id);
    if (said != null) {
      member.setName(said.getName()).addAllClientURLs(said.getClientUrlsList());
    }
    return member.build();
  }
}
