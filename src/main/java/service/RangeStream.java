package service;

import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortOrder;
import etcdserverpb.RangeRequest.SortTarget;
import etcdserverpb.RangeStreamResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mvcc.RangePages;
import org.jspecify.annotations.Nullable;
import proposal.LinearizableRead;

/// One RangeStream (since etcd 3.7): a range in chunks, all read at one revision.
///
/// The first chunk is small, so that the client has something soon; the others fill a message of
/// the size that a request may have.
final class RangeStream implements Inflow<RangeRequest> {

  private static final int FIRST_CHUNK_KEYS = 10;

  private final MemberContext member;
  private final Entrance entrance;
  private final Headers headers;
  private final Caller caller;
  private final Pump<RangeStreamResponse> pump;
  private boolean asked;

  RangeStream(
      MemberContext member, Entrance entrance, Outflow<RangeStreamResponse> client, Caller caller) {
    this.member = member;
    this.entrance = entrance;
    this.headers = new Headers(member);
    this.caller = caller;
    this.pump = new Pump<>(client, caller, member.bulkReads());
  }

  @Override
  public void next(RangeRequest request) {
    if (asked) {
      return;
    }
    asked = true;
    try {
      check(request);
    } catch (EtcdException refused) {
      pump.fail(refused);
      return;
    }
    var begin =
        new LinearizableRead<>(() -> RangePages.of(member.views().get(), request), caller.thread());
    CompletableFuture<RangePages> begun = begin;
    if (request.getSerializable()) {
      begin.run();
    } else {
      begun = entrance.read(begin);
    }
    var unused =
        begun.whenComplete((pages, failure) -> caller.thread().execute(() -> go(pages, failure)));
  }

  private static void check(RangeRequest request) {
    RequestChecks.check(request);
    if (request.getSortTarget() != SortTarget.KEY || request.getSortOrder() == SortOrder.DESCEND) {
      throw EtcdError.RANGE_STREAM_SORTED.exception();
    }
    if (request.getMinModRevision() != 0
        || request.getMaxModRevision() != 0
        || request.getMinCreateRevision() != 0
        || request.getMaxCreateRevision() != 0) {
      throw EtcdError.RANGE_STREAM_FILTERED.exception();
    }
  }

  private void go(@Nullable RangePages pages, @Nullable Throwable failure) {
    if (failure != null) {
      pump.fail(failure);
    } else if (pages != null) {
      pump.start(new Chunks(pages));
    }
  }

  @Override
  public void halfClosed() {}

  @Override
  public void ready() {
    pump.ready();
  }

  @Override
  public void gone() {
    pump.gone();
  }

  private final class Chunks implements Pump.Source<RangeStreamResponse> {
    private final RangePages pages;
    private boolean begun;

    Chunks(RangePages pages) {
      this.pages = pages;
    }

    @Override
    public List<RangeStreamResponse> next() {
      if (pages.isDone()) {
        return List.of();
      }
      int maxKeys = begun ? Integer.MAX_VALUE : FIRST_CHUNK_KEYS;
      begun = true;
      var page = pages.next(maxKeys, member.limits().maxRequestBytes());
      if (page.hasHeader()) {
        page.setHeader(headers.at(page.getHeader().getRevision()));
      }
      return List.of(RangeStreamResponse.newBuilder().setRangeResponse(page).build());
    }

    @Override
    public void close() {}
  }
}
