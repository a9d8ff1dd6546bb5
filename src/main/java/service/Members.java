package service;

import auth.Access;
import etcdserverpb.Member;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MemberListResponse;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import proposal.LinearizableRead;

/// etcd's Cluster service: who belongs to the cluster.
public final class Members {

  private final MemberContext member;
  private final Permissions permissions;
  private final Entrance entrance;
  private final Supplier<List<Member>> members;
  private final Headers headers;

  /// The door to the member list.
  ///
  /// @param members the members as this one knows them, in any order
  public Members(MemberContext member, Entrance entrance, Supplier<List<Member>> members) {
    this.member = member;
    this.permissions = member.permissions();
    this.entrance = entrance;
    this.members = members;
    this.headers = new Headers(member);
  }

  /// Lists the members by id, for any user; linearizable only if the request says so. The header's
  /// revision is 0.
  public CompletableFuture<MemberListResponse> list(MemberListRequest request, Caller caller) {
    var read =
        new LinearizableRead<>(
            () -> permissions.read(caller, Access::requireUser, this::response), caller.thread());
    if (request.getLinearizable() || permissions.isAhead(caller, member.views())) {
      return entrance.read(read);
    }
    read.run();
    return read;
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
}
