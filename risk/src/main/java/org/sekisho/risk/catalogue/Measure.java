package org.sekisho.risk.catalogue;

import java.util.List;
import org.sekisho.model.system.LocalText;

/**
 * A countermeasure as the guide names it, such as 通信路暗号化 (area CM of the requirements).
 *
 * @param id id in documents, such as {@code comenc}
 * @param requirement its requirement, such as {@code CM-14}
 * @param name name; in Japanese the guide's
 * @param purpose what it is for, in our words
 * @param defined whether the guide defines it, beside naming it
 * @param ota numbers of the OTA IoT Trust Framework that the guide's example gives it
 * @param owasp2014 numbers of the OWASP IoT top ten of 2014 that the guide's example gives it
 * @param oursOta numbers that we add for what the guide leaves out
 * @param oursOwasp2014 numbers that we add for what the guide leaves out
 */
public record Measure(
    String id,
    String requirement,
    LocalText name,
    LocalText purpose,
    boolean defined,
    List<Integer> ota,
    List<Integer> owasp2014,
    List<Integer> oursOta,
    List<Integer> oursOwasp2014) {}
