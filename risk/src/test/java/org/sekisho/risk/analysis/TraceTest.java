package org.sekisho.risk.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.treatment.Treatment;

class TraceTest {
  private static final SampleFinding SHOWN =
      SampleFinding.of("link-read", "gw-he").control("tls", ControlState.State.VERIFIED, "e1");

  @Test
  @Verifies("TRACE-01")
  void leadsFromEitherEndThroughTheWholeChain() {
    Trace trace =
        Trace.of(
            SampleAnalysis.of(
                    SHOWN,
                    SampleFinding.of("link-read", "other")
                        .assets("key")
                        .control("tls", ControlState.State.CLAIMED))
                .build());
    var chain =
        new Trace.Chain(
            List.of("state"),
            "link-read",
            "link-read@gw-he",
            List.of("comenc"),
            Optional.of("tls"),
            Optional.of(new EntityRef(EntityKind.LINK, "gw-he")),
            ControlState.State.VERIFIED,
            List.of("SEC-CONF-01"),
            Optional.of("verify-tls"),
            Optional.of("e1"));
    assertThat(trace.through("state")).containsExactly(chain);
    assertThat(trace.through("e1")).containsExactly(chain);
    assertThat(trace.through("link:gw-he")).containsExactly(chain);
    assertThat(trace.through("link-read@gw-he")).containsExactly(chain);
    for (String shared : List.of("link-read", "comenc", "tls", "SEC-CONF-01", "verify-tls")) {
      assertThat(trace.through(shared)).as(shared).hasSize(2);
    }
    assertThat(trace.through("nothing")).isEmpty();
  }

  @Test
  @Verifies("TRACE-02")
  void findsTheFourKindsOfGaps() {
    var catalogue =
        SampleAnalysis.catalogue(
            List.of(),
            SampleAnalysis.control("tls"),
            SampleAnalysis.control("unasked", List.of(), "verify-unasked"),
            SampleAnalysis.control("untested", List.of("SEC-1"), ""));
    Trace trace =
        Trace.of(
            SampleAnalysis.of(
                    SHOWN,
                    SampleFinding.of("a", "x").control("tls", ControlState.State.MISSING),
                    SampleFinding.of("b", "x").control("unasked", ControlState.State.PLANNED),
                    SampleFinding.of("c", "x").control("untested", ControlState.State.CLAIMED),
                    SampleFinding.of("d", "x").control("tls", ControlState.State.CLAIMED, "old"),
                    SampleFinding.of("e", "x").outOfScope(),
                    SampleFinding.of("f", "x")
                        .treated(Treatment.Kind.ACCEPT, Treatment.State.HOLDS))
                .catalogue(catalogue)
                .build());
    assertThat(trace.gaps())
        .extracting(Trace.Gap::kind, Trace.Gap::id, Trace.Gap::risks)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Trace.Kind.THREAT_WITHOUT_MEASURE, "a@x", List.of("a@x")),
            org.assertj.core.groups.Tuple.tuple(
                Trace.Kind.MEASURE_WITHOUT_FUNCTION, "unasked", List.of("b@x")),
            org.assertj.core.groups.Tuple.tuple(
                Trace.Kind.FUNCTION_WITHOUT_TEST, "untested", List.of("c@x")),
            org.assertj.core.groups.Tuple.tuple(
                Trace.Kind.TEST_WITHOUT_RESULT, "tls@x", List.of("d@x")));
  }
}
