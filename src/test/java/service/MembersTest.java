package service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcd.EtcdError;
import etcdserverpb.Member;
import etcdserverpb.MemberAddRequest;
import etcdserverpb.MemberPromoteRequest;
import etcdserverpb.MemberRemoveRequest;
import etcdserverpb.MemberUpdateRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests to change the members: what is wrong with them is said in etcd's words.
final class MembersTest {

  private static final Caller CALLER = Caller.inside(Runnable::run);

  private final LoneMember member = new LoneMember();
  private final Members members =
      new Members(
          member.context(),
          member.entrance(),
          () -> List.of(member(1, "http://a:1"), member(2, "http://b:2")));

  @AfterEach
  void close() {
    member.close();
  }

  private static Member member(long id, String url) {
    return Member.newBuilder().setID(id).setName("m" + id).addPeerURLs(url).build();
  }

  private static void assertRefused(EtcdError error, CompletableFuture<?> answer) {
    assertThatThrownBy(answer::join).hasMessageContaining(error.text());
  }

  private static void assertUnsupported(CompletableFuture<?> answer) {
    assertThatThrownBy(answer::join).hasCauseInstanceOf(Unsupported.class);
  }

  private CompletableFuture<?> add(String... urls) {
    return members.add(MemberAddRequest.newBuilder().addAllPeerURLs(List.of(urls)).build(), CALLER);
  }

  @Test
  void badUrlsAreRefused() {
    assertRefused(EtcdError.MEMBER_BAD_URLS, add());
    assertRefused(EtcdError.MEMBER_BAD_URLS, add("c:3"));
    assertRefused(EtcdError.MEMBER_BAD_URLS, add("ftp://c:3"));
    assertRefused(EtcdError.MEMBER_BAD_URLS, add("http://c"));
    assertRefused(EtcdError.MEMBER_BAD_URLS, add("http://c:3/path"));
    assertRefused(EtcdError.MEMBER_BAD_URLS, add("http://c:3", ":"));
    assertRefused(EtcdError.PEER_URL_EXISTS, add("http://c:3", "http://b:2"));
    assertUnsupported(add("http://c:3"));
  }

  @Test
  void whoIsNoMemberIsNotFound() {
    assertRefused(EtcdError.MEMBER_NOT_FOUND, members.remove(remove(3), CALLER));
    assertUnsupported(members.remove(remove(2), CALLER));
    assertRefused(EtcdError.MEMBER_NOT_FOUND, members.promote(promote(3), CALLER));
    assertRefused(EtcdError.MEMBER_NOT_LEARNER, members.promote(promote(2), CALLER));
    assertRefused(EtcdError.MEMBER_NOT_FOUND, update(3, "http://c:3"));
    assertRefused(EtcdError.MEMBER_NOT_FOUND, update(3, "http://b:2"));
  }

  @Test
  void anUpdateThatChangesNothingIsDone() {
    assertThat(update(2, "http://b:2").join()).isNotNull();
    assertRefused(EtcdError.PEER_URL_EXISTS, update(2, "http://a:1"));
    assertUnsupported(update(2, "http://c:3"));
  }

  private CompletableFuture<?> update(long id, String url) {
    return members.update(
        MemberUpdateRequest.newBuilder().setID(id).addPeerURLs(url).build(), CALLER);
  }

  private static MemberRemoveRequest remove(long id) {
    return MemberRemoveRequest.newBuilder().setID(id).build();
  }

  private static MemberPromoteRequest promote(long id) {
    return MemberPromoteRequest.newBuilder().setID(id).build();
  }
}
