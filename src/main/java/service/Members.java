package service;

import etcd.EtcdError;
import etcdserverpb.Member;
import etcdserverpb.MemberAddRequest;
import etcdserverpb.MemberAddResponse;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MemberListResponse;
import etcdserverpb.MemberPromoteRequest;
import etcdserverpb.MemberPromoteResponse;
import etcdserverpb.MemberRemoveRequest;
import etcdserverpb.MemberRemoveResponse;
import etcdserverpb.MemberUpdateRequest;
import etcdserverpb.MemberUpdateResponse;
import java.net.URI;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import proposal.LinearizableRead;

/// etcd's Cluster service: who belongs to the cluster.
///
/// The members are those of the initial cluster. A request to change them is checked as etcd checks
/// it, and refused as [Unsupported] if nothing else is wrong with it.
public final class Members {

  private static final Set<String> SCHEMES = Set.of("http", "https", "unix", "unixs");

  private final Entrance entrance;
  private final Supplier<List<Member>> members;
  private final Headers headers;

  /// The door to the member list.
  ///
  /// @param members the members as this one knows them, in any order
  public Members(MemberContext member, Entrance entrance, Supplier<List<Member>> members) {
    this.entrance = entrance;
    this.members = members;
    this.headers = new Headers(member);
  }

  /// Lists the members by id; linearizable only if the request says so. The header's revision is 0.
  public CompletableFuture<MemberListResponse> list(MemberListRequest request, Caller caller) {
    return request.getLinearizable()
        ? entrance.read(new LinearizableRead<>(this::response, caller.thread()))
        : CompletableFuture.completedFuture(response());
  }

  /// The members by id, as this member knows them.
  public List<Member> list() {
    return members.get().stream()
        .sorted(Comparator.comparing(Member::getID, Long::compareUnsigned))
        .toList();
  }

  private MemberListResponse response() {
    return MemberListResponse.newBuilder().setHeader(headers.at(0)).addAllMembers(list()).build();
  }

  /// Ends with MEMBER_BAD_URLS, PEER_URL_EXISTS, or [Unsupported].
  public CompletableFuture<MemberAddResponse> add(MemberAddRequest request, Caller caller) {
    if (request.getPeerURLsList().isEmpty()
        || !request.getPeerURLsList().stream().allMatch(Members::isPeerUrl)) {
      return refused(EtcdError.MEMBER_BAD_URLS);
    }
    return list().stream().anyMatch(member -> shareUrl(member, request.getPeerURLsList()))
        ? refused(EtcdError.PEER_URL_EXISTS)
        : unsupported();
  }

  /// Ends with MEMBER_NOT_FOUND, or [Unsupported].
  public CompletableFuture<MemberRemoveResponse> remove(
      MemberRemoveRequest request, Caller caller) {
    return isMember(request.getID()) ? unsupported() : refused(EtcdError.MEMBER_NOT_FOUND);
  }

  /// Answers well if the member has these URLs already. Ends with MEMBER_NOT_FOUND,
  /// PEER_URL_EXISTS, or [Unsupported] otherwise.
  public CompletableFuture<MemberUpdateResponse> update(
      MemberUpdateRequest request, Caller caller) {
    var urls = request.getPeerURLsList();
    for (var member : list()) {
      if (member.getID() != request.getID() && shareUrl(member, urls)) {
        return refused(
            isMember(request.getID()) ? EtcdError.PEER_URL_EXISTS : EtcdError.MEMBER_NOT_FOUND);
      }
      if (member.getID() == request.getID()
          && new HashSet<>(member.getPeerURLsList()).equals(new HashSet<>(urls))) {
        return CompletableFuture.completedFuture(
            MemberUpdateResponse.newBuilder()
                .setHeader(headers.at(0))
                .addAllMembers(list())
                .build());
      }
    }
    return isMember(request.getID()) ? unsupported() : refused(EtcdError.MEMBER_NOT_FOUND);
  }

  /// Ends with MEMBER_NOT_FOUND, or MEMBER_NOT_LEARNER: every member has a vote.
  public CompletableFuture<MemberPromoteResponse> promote(
      MemberPromoteRequest request, Caller caller) {
    return refused(
        isMember(request.getID()) ? EtcdError.MEMBER_NOT_LEARNER : EtcdError.MEMBER_NOT_FOUND);
  }

  private boolean isMember(long id) {
    return members.get().stream().anyMatch(member -> member.getID() == id);
  }

  private static boolean shareUrl(Member member, List<String> urls) {
    return member.getPeerURLsList().stream().anyMatch(urls::contains);
  }

  /// Scheme, host and port, and no path.
  private static boolean isPeerUrl(String text) {
    try {
      var url = URI.create(text);
      return url.getScheme() != null
          && SCHEMES.contains(url.getScheme())
          && (url.getScheme().startsWith("unix")
              || (url.getHost() != null && url.getPort() >= 0 && url.getPath().isEmpty()));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static <R> CompletableFuture<R> refused(EtcdError why) {
    return CompletableFuture.failedFuture(why.exception());
  }

  private static <R> CompletableFuture<R> unsupported() {
    return CompletableFuture.failedFuture(
        new Unsupported("sampo: the members of a cluster cannot be changed yet"));
  }
}
