/// What holds for the code as a whole: which package may import which, and how a file looks.
@org.jspecify.annotations.NullMarked
package architecture;
