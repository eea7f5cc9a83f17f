package org.sekisho.acceptance.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Says that a test shows whether a control works: its result becomes a file of evidence that {@code
 * ./sekisho analyse examples/home-gateway.yaml --evidence acceptance/target/evidence} takes. Only
 * for tests that attack or exercise the running program as it is shipped.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Shows.All.class)
@ExtendWith(EvidenceRecorder.class)
public @interface Shows {
  /** Id of the control in the catalogue. */
  String control();

  /** Where it is in {@code examples/home-gateway.yaml}, as a decision names a place. */
  String on() default "component:home-gw-1";

  /** What attacked or looked, with its version where it has one. */
  String tool() default "sekisho acceptance";

  /** The annotations of a test that shows several. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ExtendWith(EvidenceRecorder.class)
  @interface All {
    /** One for each control. */
    Shows[] value();
  }
}
