package mvcc;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A range read page by page in key order, all of it as it stood when the first was read.
///
/// Of a request it heeds key, range end, limit, revision, keys_only and count_only. For one thread
/// at a time, any.
public final class RangePages {

  private final Published state;
  private final RangeRequest request;
  private final long revision;
  private long left;

  /// The range that is still to be read; null when nothing is.
  private @Nullable KeyRange rest;

  private RangePages(Published state, RangeRequest request) {
    this.state = state;
    this.request = request;
    this.revision = state.readRevision(request.getRevision());
    this.left = request.getLimit() > 0 ? request.getLimit() : Long.MAX_VALUE;
    this.rest = KeyRange.of(request.getKey(), request.getRangeEnd());
  }

  /// The pages of a range.
  ///
  /// Fails with COMPACTED and FUTURE_REVISION.
  public static RangePages of(View view, RangeRequest request) {
    return new RangePages(view.state(), request);
  }

  /// Whether the last page has been read.
  public boolean isDone() {
    return rest == null;
  }

  /// The next page: at least one pair, if there is one. The last has the header's revision, `more`
  /// and `count`; the others only pairs.
  ///
  /// Fails with COMPACTED when a compaction has removed what is still to be read.
  ///
  /// @param maxKeys most pairs
  /// @param maxBytes of rows, after which no more are added
  public RangeResponse.Builder next(int maxKeys, long maxBytes) {
    try {
      return request.getCountOnly()
          ? last(RangeResponse.newBuilder(), false)
          : page(maxKeys, maxBytes);
    } catch (Overtaken _) {
      throw EtcdError.COMPACTED.exception();
    }
  }

  private RangeResponse.Builder page(int maxKeys, long maxBytes) {
    var found = new Found(Math.min(maxKeys, left), maxBytes);
    switch (rest) {
      case KeyRange.OneKey(byte[] key) -> found.visitOne(key);
      case KeyRange.Span(byte[] from, byte[] to) -> state.index().ascend(from, to, revision, found);
      case null -> throw new IllegalStateException("the last page has been read");
    }
    var response = RangeResponse.newBuilder();
    for (int i = 0; i < found.keys.size(); i++) {
      response.addKvs(RangeRead.pair(state, found.keys.get(i), found.states.get(i), request));
    }
    left -= found.keys.size();
    if (found.next == null || left == 0) {
      return last(response, found.next != null);
    }
    rest = KeyRange.of(ByteString.copyFrom(found.next), request.getRangeEnd());
    return response;
  }

  private RangeResponse.Builder last(RangeResponse.Builder response, boolean more) {
    rest = null;
    var whole = KeyRange.of(request.getKey(), request.getRangeEnd());
    return response
        .setHeader(RangeRead.header(state.revision()))
        .setMore(more)
        .setCount(RangeRead.count(state, whole, revision));
  }

  /// The keys of a page, and the one behind them.
  private final class Found implements IndexNode.Visitor {
    private final List<byte[]> keys = new ArrayList<>();
    private final List<KeyState> states = new ArrayList<>();
    private final long maxKeys;
    private final long maxBytes;
    private long bytes;
    private byte @Nullable [] next;

    Found(long maxKeys, long maxBytes) {
      this.maxKeys = maxKeys;
      this.maxBytes = maxBytes;
    }

    void visitOne(byte[] key) {
      KeyHistory history = state.index().get(key);
      KeyState at = history == null ? null : history.at(revision);
      if (at != null) {
        visit(key, at);
      }
    }

    @Override
    public boolean visit(byte[] key, KeyState at) {
      if (keys.size() >= maxKeys || (bytes >= maxBytes && !keys.isEmpty())) {
        next = Arrays.copyOf(key, key.length);
        return false;
      }
      keys.add(key);
      states.add(at);
      bytes += request.getKeysOnly() ? key.length : at.bytes();
      return true;
    }
  }
}
