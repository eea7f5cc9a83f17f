package org.sekisho.risk.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.fact.EntityKind;

/**
 * Something that can be there and be tested: one concrete form of one or more of the guide's
 * measures, such as mutual TLS on a link.
 *
 * @param id id in models and evidence
 * @param name name
 * @param description what it does and what must be true for it to count
 * @param measures ids of the guide's measures that it carries out; the first is the main one
 * @param on the kinds of entity that it can be on
 * @param impliedBy a condition on such an entity under which it is taken as claimed without being
 *     listed
 * @param requirements requirement ids, such as {@code SEC-STEP-03}
 * @param references places in frameworks, each {@code framework:item}
 * @param verification how its presence is shown
 * @param effort 1 (a setting) to 5 (new hardware)
 * @param origin whether it is common to all IT or special to IoT (SYS-25)
 */
public record Control(
    String id,
    LocalText name,
    LocalText description,
    List<String> measures,
    Set<EntityKind> on,
    Optional<Condition> impliedBy,
    List<String> requirements,
    List<String> references,
    Verification verification,
    int effort,
    Origin origin) {
  /** Whether something is common to all IT or special to IoT (SYS-25). */
  public enum Origin {
    /** Known from servers and personal computers. */
    IT_COMMON,
    /** Comes with things. */
    IOT_SPECIFIC
  }

  /**
   * How the presence of a control is shown.
   *
   * @param method kind of verification
   * @param tool kind of tool
   * @param test id of the test, such as {@code verify-mutual-tls}
   * @param steps what is done and what must come out
   */
  public record Verification(Method method, Tool tool, String test, LocalText steps) {}

  /** Kind of verification. */
  public enum Method {
    /** Reading of documents or code. */
    REVIEW,
    /** Looking at the configuration of the running system. */
    CONFIGURATION_INSPECTION,
    /** Use as intended, with the result checked. */
    FUNCTION_TEST,
    /** Misuse that must be refused. */
    NEGATIVE_TEST,
    /** Attack as an outsider would. */
    PENETRATION_TEST,
    /** Random and malformed input. */
    FUZZING,
    /** Scan for known weaknesses. */
    VULNERABILITY_SCAN,
    /** Load beyond what is normal. */
    LOAD_TEST,
    /** Looking into hardware. */
    HARDWARE_INSPECTION,
    /** Looking at how people work. */
    PROCESS_AUDIT
  }

  /** Kind of tool (the guideline's table 4-5, and what it leaves out). */
  public enum Tool {
    /** ファジングツール. */
    FUZZER,
    /** ネットワーク脆弱性検査ツール. */
    NETWORK_SCANNER,
    /** Web 脆弱性検査ツール. */
    WEB_SCANNER,
    /** パケット生成ツール. */
    PACKET_GENERATOR,
    /** Web 負荷ツール. */
    WEB_LOAD,
    /** Protocol client such as openssl or mosquitto_pub. */
    PROTOCOL_CLIENT,
    /** Static or dependency analysis of code. */
    CODE_ANALYSIS,
    /** Instruments for hardware. */
    HARDWARE_TOOL,
    /** A checklist. */
    CHECKLIST
  }
}
