package sampo.cli;

import com.google.protobuf.ByteString;
import etcdserverpb.Compare;
import etcdserverpb.Compare.CompareResult;
import etcdserverpb.Compare.CompareTarget;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// etcdctl's language of transactions: `mod("k") > "0"`, then `put k v`, `get k`, `del k`.
final class TxnScript {

  private static final Pattern COMPARE =
      Pattern.compile("(\\w+)\\(\"(.*?)\"\\)\\s*(=|!=|<|>)\\s*\"(.*)\"");
  private static final Pattern WORD = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"|(\\S+)");

  private TxnScript() {}

  /// Hands on each line up to the next empty one, or the end.
  static void part(BufferedReader lines, Consumer<String> line) throws IOException {
    for (String next = lines.readLine(); next != null && !next.isBlank(); next = lines.readLine()) {
      line.accept(next.strip());
    }
  }

  /// @throws IllegalArgumentException if the line is no compare
  static Compare compare(String line) {
    Matcher parts = COMPARE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("malformed comparison: " + line);
    }
    Compare.Builder compare =
        Compare.newBuilder()
            .setKey(ByteString.copyFromUtf8(parts.group(2)))
            .setResult(result(parts.group(3)));
    String operand = parts.group(4);
    switch (parts.group(1)) {
      case "ver", "version" -> compare.setTarget(CompareTarget.VERSION).setVersion(number(operand));
      case "c", "create" ->
          compare.setTarget(CompareTarget.CREATE).setCreateRevision(number(operand));
      case "m", "mod" -> compare.setTarget(CompareTarget.MOD).setModRevision(number(operand));
      case "val", "value" ->
          compare.setTarget(CompareTarget.VALUE).setValue(ByteString.copyFromUtf8(operand));
      case "lease" -> compare.setTarget(CompareTarget.LEASE).setLease(lease(operand));
      default -> throw new IllegalArgumentException("malformed comparison: " + line);
    }
    return compare.build();
  }

  /// @throws IllegalArgumentException if the line is no request
  static RequestOp request(String line) {
    List<String> words = words(line);
    String verb = words.isEmpty() ? "" : words.getFirst();
    List<ByteString> operands = words.stream().skip(1).map(ByteString::copyFromUtf8).toList();
    RequestOp.Builder op = RequestOp.newBuilder();
    switch (verb) {
      case "put" -> {
        requireOperands(line, operands, 2, 2);
        op.setRequestPut(PutRequest.newBuilder().setKey(operands.get(0)).setValue(operands.get(1)));
      }
      case "get" -> {
        requireOperands(line, operands, 1, 2);
        op.setRequestRange(
            RangeRequest.newBuilder().setKey(operands.get(0)).setRangeEnd(end(operands)));
      }
      case "del" -> {
        requireOperands(line, operands, 1, 2);
        op.setRequestDeleteRange(
            DeleteRangeRequest.newBuilder().setKey(operands.get(0)).setRangeEnd(end(operands)));
      }
      default -> throw new IllegalArgumentException("invalid txn request: " + line);
    }
    return op.build();
  }

  private static ByteString end(List<ByteString> operands) {
    return operands.size() > 1 ? operands.get(1) : ByteString.EMPTY;
  }

  private static void requireOperands(String line, List<ByteString> operands, int min, int max) {
    if (operands.size() < min || operands.size() > max) {
      throw new IllegalArgumentException("invalid txn request: " + line);
    }
  }

  private static CompareResult result(String sign) {
    return switch (sign) {
      case "=" -> CompareResult.EQUAL;
      case "!=" -> CompareResult.NOT_EQUAL;
      case "<" -> CompareResult.LESS;
      case ">" -> CompareResult.GREATER;
      default -> throw new IllegalArgumentException("unknown result: " + sign);
    };
  }

  private static long number(String operand) {
    try {
      return Long.parseLong(operand);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: \"" + operand + "\"", e);
    }
  }

  private static long lease(String operand) {
    try {
      return Long.parseUnsignedLong(operand, 16);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a lease id: \"" + operand + "\"", e);
    }
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1).replaceAll("\\\\(.)", "$1"));
    }
    return words;
  }
}
