package org.sekisho.risk.treatment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * A decision about one finding, or about all whose ids begin alike.
 *
 * @param finding id of the finding; a {@code *} at its end stands for any rest
 * @param kind what was decided
 * @param owner who answers for it
 * @param reason why, in both languages; one text counts for both
 * @param decided day of the decision; before it the decision does not hold
 * @param expires day from which it holds no longer; there for what leaves a risk as it is
 * @param risk the guideline value for which it was decided
 * @param target the guideline value to be reached
 * @param line line in the file of decisions, from 1; 0 when it stands in none
 */
public record Decision(
    String finding,
    Treatment.Kind kind,
    String owner,
    LocalText reason,
    LocalDate decided,
    Optional<LocalDate> expires,
    Optional<BigDecimal> risk,
    Optional<Integer> target,
    int line)
    implements ForFindings {}
