package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The code is small where it can be, and says what it is.
final class TidyTest {
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final Path TEST = Path.of("src", "test", "java");

  /// Tests that may sleep, by path. A condition can be awaited, so it is empty.
  private static final Set<Path> MAY_SLEEP = Set.of();

  private static List<Source> main = List.of();
  private static List<Source> test = List.of();

  @BeforeAll
  static void parse() throws IOException {
    main = Source.below(MAIN);
    test = Source.below(TEST);
  }

  @Test
  void filesAreShort() {
    assertThat(everywhere(Tidy::longFile)).isEmpty();
  }

  @Test
  void linesFitTheScreen() {
    assertThat(everywhere(Tidy::longLines)).isEmpty();
  }

  @Test
  void methodsAreShort() {
    assertThat(everywhere(Tidy::longMethods)).isEmpty();
  }

  @Test
  void classesAreNamedForWhatTheyAre() {
    assertThat(everywhere(Tidy::emptyNames)).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(everywhere(Tidy::promises)).isEmpty();
  }

  @Test
  void testsAwaitAndNeverSleep() {
    assertThat(
            test.stream()
                .filter(source -> !MAY_SLEEP.contains(source.path()))
                .flatMap(source -> Tidy.sleeps(source).stream()))
        .isEmpty();
  }

  /// A test in a package of the main tree needs no second description.
  @Test
  void everyPackageSaysWhatItIs() {
    Set<Path> described = packages(path -> path.endsWith("package-info.java"));
    assertThat(packages(path -> true)).isSubsetOf(described);
  }

  private static Set<Path> packages(Predicate<Path> file) {
    return Stream.of(main, test)
        .flatMap(List::stream)
        .map(Source::path)
        .filter(file)
        .map(TidyTest::packageOf)
        .collect(Collectors.toSet());
  }

  private static Path packageOf(Path file) {
    Path root = file.startsWith(MAIN) ? MAIN : TEST;
    return root.relativize(file.getParent());
  }

  private static Stream<String> everywhere(Function<Source, List<String>> rule) {
    return Stream.of(main, test).flatMap(List::stream).flatMap(s -> rule.apply(s).stream());
  }

  /// The rules find what they are for.
  @Nested
  final class Finds {

    @Test
    void theSourcesOfThisBuild() {
      assertThat(main).isNotEmpty();
      assertThat(test).anyMatch(source -> Files.exists(source.path()));
    }

    @Test
    void aFileOfOneLineTooMany() {
      assertThat(Tidy.longFile(source("\n".repeat(300)))).isEmpty();
      assertThat(Tidy.longFile(source("\n".repeat(301)))).hasSize(1);
    }

    @Test
    void aLineOfOneColumnTooMany() {
      assertThat(Tidy.longLines(source("//" + "é".repeat(98)))).isEmpty();
      assertThat(Tidy.longLines(source("//" + "é".repeat(99))))
          .containsExactly(at(1, "more than 100 columns"));
    }

    @Test
    void aMethodOfOneLineTooMany() {
      assertThat(Tidy.longMethods(source("class A {\n  void f() {" + "\n".repeat(39) + "}\n}")))
          .isEmpty();
      assertThat(Tidy.longMethods(source("class A {\n  void f() {" + "\n".repeat(40) + "}\n}")))
          .containsExactly(at(2, "f is over 40 lines"));
    }

    @Test
    void namesThatSayNothing() {
      String kinds = "class StoreImpl {} class A { record LogManager() {} } enum TextUtil {}";
      assertThat(Tidy.emptyNames(source(kinds))).hasSize(3);
      assertThat(Tidy.emptyNames(source("class Implied {} interface Store {}"))).isEmpty();
    }

    @Test
    void promisesToDoItLater() {
      assertThat(Tidy.promises(source("// TO" + "DO: later"))).hasSize(1);
      assertThat(Tidy.promises(source("// mastodons"))).isEmpty();
    }

    @Test
    void sleepsOfEveryKind() {
      String body = "Thread.sleep(1); TimeUnit.DAYS.sleep(1); sleep(1); run(Thread::sleep);";
      assertThat(Tidy.sleeps(source("class A { void f() { " + body + " } }"))).hasSize(4);
      assertThat(Tidy.sleeps(source("class A { void f() { asleep(); } }"))).isEmpty();
    }

    private static Source source(String text) {
      return Source.parse(Path.of("A.java"), text);
    }

    private static String at(int line, String what) {
      return "A.java:" + line + ": " + what;
    }
  }
}
