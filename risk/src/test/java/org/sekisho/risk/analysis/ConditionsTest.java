package org.sekisho.risk.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.fact.SystemFacts;

class ConditionsTest {
  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          component | gw       | {fact: kind, is: gateway}                                   | true
          component | gw       | {fact: kind, not-in: [sensor, actuator]}                    | true
          component | gw       | {fact: capability, is: unknown}                             | true
          component | gw       | {fact: capability, not-in: [class-0]}                       | false
          component | gw       | {fact: capability, known: false}                            | true
          component | gw       | {fact: capability, at-most: full}                           | false
          component | gw       | {fact: safety, at-least: medium}                            | true
          component | head     | {fact: safety, at-most: medium}                             | false
          component | gw       | {fact: support-end, within-days: 31}                        | true
          component | gw       | {fact: support-end, within-days: 30}                        | false
          component | head     | {fact: support-end, within-days: 30}                        | false
          component | head     | {fact: support-end, known: false}                           | true
          component | gw       | {fact: exposure, at-least: field}                           | true
          component | head     | {fact: exposure, is: wan}                                   | true
          component | gw       | {fact: data-kinds, is: readings}                            | true
          component | gw       | {fact: data-kinds, not-in: [personal]}                      | true
          component | gw       | {fact: devices, is: 2}                                      | true
          component | gw       | {fact: zone.safety, is: medium}                             | true
          component | gw       | {count: {of: links-in, where: {fact: from.kind, is: sensor}, min: 1, max: 1}} | true
          component | gw       | {count: {of: links-in, min: 3}}                             | false
          component | gw       | {some: {of: entry-points, where: {fact: enabled, is: false}}} | true
          component | gw       | {every: {of: entry-points, where: {fact: enabled, is: true}}} | false
          component | meter    | {every: {of: entry-points, where: {fact: enabled, is: true}}} | true
          component | meter    | {some: {of: actors, where: {fact: kind, is: user}}}         | true
          component | gw       | {control: secure-boot, at: self}                            | true
          component | meter    | {control: secure-boot, at: gateway}                         | true
          component | gw       | {fact: controls, is: secure-boot}                           | true
          link      | meter-gw | {control: transport-encryption}                             | true
          link      | gw-head  | {control: transport-encryption}                             | false
          link      | gw-head  | {control: secure-boot, at: from}                            | true
          link      | gw-head  | {control: secure-boot, at: to}                              | false
          link      | gw-head  | {control: secure-boot, at: any-end}                         | true
          link      | gw-head  | {control: secure-boot, at: both-ends}                       | false
          link      | meter-gw | {control: secure-boot, at: system}                          | true
          link      | gw-head  | {fact: crosses-wan, is: true}                               | true
          link      | gw-head  | {fact: crosses-owner, is: true}                             | true
          link      | gw-head  | {fact: safety-drop, is: true}                               | true
          link      | meter-gw | {fact: crosses-zone, is: true}                              | false
          link      | heater-gw | {fact: carries-commands, is: true}                         | true
          link      | heater-gw | {fact: touches-life, is: true}                             | true
          link      | meter-gw | {not: {fact: encryption, is: none}}                         | true
          link      | meter-gw | {any: [{fact: encryption, is: none}, {fact: protocol, is: mqtt}]} | true
          crossing  | gw-head  | {fact: to-owner, is: operator}                              | true
          crossing  | gw-head  | {fact: agreement, is: true}                                 | false
          entry-point | gw-web | {fact: reach, at-least: wan}                                | false
          entry-point | gw-web | {fact: on.kind, is: gateway}                                | true
          asset     | readings | {fact: protected, is: true}                                 | true
          asset     | readings | {fact: shared, is: true}                                    | true
          asset     | readings | {fact: sources, is: 1}                                      | true
          asset     | health   | {fact: touches-life, is: true}                              | true
          zone      | house    | {fact: has-gateway, is: true}                               | true
          zone      | house    | {fact: devices, is: 2}                                      | true
          system    | small    | {fact: gateways, is: 1}                                     | true
          system    | small    | {fact: has-actuator, is: true}                              | true
          system    | small    | {count: {of: assets, where: {fact: importance, is: 3}, min: 2}} | true
          """)
  void asksFacts(String kind, String id, String condition, boolean expected) {
    Rule rule = rule(kind, condition);
    SystemFacts facts =
        SystemFacts.of(
            Small.model(Small.MODEL).model(),
            Small.model(Small.MODEL).source(),
            CatalogueTraits::of);
    Catalogue catalogue = Small.catalogue();
    var surroundings = new Surroundings(facts);
    var situation =
        new Situation(Small.DAY, ControlsInPlace.of(facts, catalogue, surroundings, Small.DAY));
    Entity entity = facts.entity(new EntityRef(rule.over(), id)).orElseThrow();
    Check check = Conditions.compile(rule.when(), EntityKind.valueOf(rule.over().name()));
    assertThat(check.holds(entity, situation)).isEqualTo(expected);
    List<Decider> deciders = new ArrayList<>();
    check.explain(entity, situation, expected, deciders);
    assertThat(deciders).isNotEmpty();
  }

  private static Rule rule(String kind, String condition) {
    String text =
        """
        format: sekisho-rules/1
        rules:
          - id: asked
            name: {ja: n, en: n}
            over: %s
            when: %s
            explanation: {ja: e, en: e}
            class: una
            references: [cwe:1]
            affects: [integrity]
            frequency: 1
            answers: [{control: secure-boot, at: self, strength: blocks}]
            false-alarm: {ja: f, en: f}
            origin: it-common
        """
            .formatted(kind, condition);
    return Small.catalogue(text).rules().values().iterator().next();
  }
}
