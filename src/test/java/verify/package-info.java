/// The judge, judged: histories known to be good or bad.
@org.jspecify.annotations.NullMarked
package verify;
