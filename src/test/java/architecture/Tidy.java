package architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// How a file of ours looks. Each rule yields what breaks it, as `path:line: what`.
final class Tidy {
  static final int MAX_FILE_LINES = 300;

  /// Fixtures of whole members are longer than what they imitate.
  static final int MAX_TEST_FILE_LINES = 400;

  static final int MAX_METHOD_LINES = 40;

  /// A table of cases, which stands in the annotations of its test, is read line by line.
  static final int MAX_TEST_METHOD_LINES = 60;

  static final int MAX_COLUMNS = 100;

  /// Names that say how a class is made, not what it is.
  private static final Pattern EMPTY_NAME =
      Pattern.compile("Abstract.*|.*(Impl|Manager|Utils?|Helper)");

  /// The classes in brackets keep this line from finding itself.
  private static final Pattern PROMISE = Pattern.compile("\\b(TOD[O]|FIXM[E]|XX[X])\\b");

  private Tidy() {}

  static List<String> longFile(Source source) {
    long lines = source.text().lines().count();
    int most = isTest(source) ? MAX_TEST_FILE_LINES : MAX_FILE_LINES;
    return lines <= most
        ? List.of()
        : List.of(source.path() + ":" + lines + ": more than " + most + " lines");
  }

  /// Imports are exempt: the formatter cannot break them.
  static List<String> longLines(Source source) {
    return lines(
        source,
        line -> columns(line) > MAX_COLUMNS && !line.startsWith("import "),
        "more than " + MAX_COLUMNS + " columns");
  }

  static List<String> promises(Source source) {
    return lines(source, line -> PROMISE.matcher(line).find(), "do it now or leave it out");
  }

  static List<String> longMethods(Source source) {
    int most = isTest(source) ? MAX_TEST_METHOD_LINES : MAX_METHOD_LINES;
    return scan(
        source,
        (tree, found) -> {
          if (tree instanceof MethodTree method && lineCount(source, method) > most) {
            found.accept(method, method.getName() + " is over " + most + " lines");
          }
        });
  }

  private static boolean isTest(Source source) {
    return source.path().toString().startsWith("src/test/");
  }

  static List<String> emptyNames(Source source) {
    return scan(
        source,
        (tree, found) -> {
          if (tree instanceof ClassTree type
              && EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
            found.accept(type, "a name that says nothing: " + type.getSimpleName());
          }
        });
  }

  /// Also finds `TimeUnit.sleep`, whatever the unit.
  static List<String> sleeps(Source source) {
    return scan(
        source,
        (tree, found) -> {
          if (isSleep(tree)) {
            found.accept(tree, "sleeps; await a condition");
          }
        });
  }

  private static boolean isSleep(Tree tree) {
    return switch (tree) {
      case MethodInvocationTree call ->
          switch (call.getMethodSelect()) {
            case MemberSelectTree select -> select.getIdentifier().contentEquals("sleep");
            case IdentifierTree name -> name.getName().contentEquals("sleep");
            default -> false;
          };
      case MemberReferenceTree reference -> reference.getName().contentEquals("sleep");
      default -> false;
    };
  }

  private static long lineCount(Source source, Tree tree) {
    long start = source.positions().getStartPosition(source.tree(), tree);
    long end = source.positions().getEndPosition(source.tree(), tree);
    return source.lineOf(end) - source.lineOf(start) + 1;
  }

  private static long columns(String line) {
    return line.codePoints().count();
  }

  private static List<String> lines(Source source, Predicate<String> bad, String what) {
    List<String> lines = source.text().lines().toList();
    return IntStream.range(0, lines.size())
        .filter(i -> bad.test(lines.get(i)))
        .mapToObj(i -> source.path() + ":" + (i + 1) + ": " + what)
        .toList();
  }

  private static List<String> scan(Source source, BiConsumer<Tree, BiConsumer<Tree, String>> rule) {
    List<String> found = new ArrayList<>();
    BiConsumer<Tree, String> add =
        (tree, what) -> {
          long start = source.positions().getStartPosition(source.tree(), tree);
          found.add(source.path() + ":" + source.lineOf(start) + ": " + what);
        };
    new TreeScanner<Void, Void>() {
      @Override
      public Void scan(Tree tree, Void unused) {
        if (tree != null) {
          rule.accept(tree, add);
        }
        return super.scan(tree, null);
      }
    }.scan(source.tree(), null);
    return found;
  }
}
