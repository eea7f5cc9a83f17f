package org.sekisho.gateway.command;

import org.sekisho.model.reading.PointId;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;

/** A small house: a light, an air conditioner, a lock, and a light behind another gateway. */
final class TestModel {
  static final PointId LIGHT = new PointId("light-1", "switch");
  static final PointId BRIGHTNESS = new PointId("light-1", "brightness");
  static final PointId SET_POINT = new PointId("aircon-1", "set-point");
  static final PointId TEMPERATURE = new PointId("aircon-1", "temperature");
  static final PointId LABEL = new PointId("aircon-1", "label");
  static final PointId OTHER = new PointId("light-2", "switch");

  static final SystemModel MODEL =
      SystemModelFile.read(
          "test.yaml",
          """
          format: sekisho-system/1
          id: test
          name: {ja: 試験, en: Test}
          zones:
            - {id: house, name: {ja: 家, en: House}, safety: medium, placement: field}
          profiles:
            - id: light
              name: {ja: 照明, en: Light}
              points:
                - {id: switch, name: {ja: 点灯, en: Switch}, type: boolean, control: {commands-per-minute: 5}}
                - {id: brightness, name: {ja: 明るさ, en: Brightness}, type: number, unit: "%", range: [0, 100], control: {range: [1, 90], commands-per-minute: 10}}
            - id: aircon
              name: {ja: エアコン, en: Air conditioner}
              points:
                - {id: temperature, name: {ja: 温度, en: Temperature}, type: number, unit: Cel, range: [-30, 60]}
                - {id: set-point, name: {ja: 設定温度, en: Set point}, type: number, unit: Cel, range: [10, 35], control: {range: [16, 30], max-step: 5, commands-per-minute: 6}}
                - {id: label, name: {ja: 表示, en: Label}, type: text, control: {commands-per-minute: 5}}
          components:
            - {id: light-1, kind: actuator, name: {ja: 照明, en: Light}, zone: house, profile: light}
            - {id: light-2, kind: actuator, name: {ja: 照明, en: Light}, zone: house, profile: light}
            - {id: aircon-1, kind: actuator, name: {ja: エアコン, en: Air conditioner}, zone: house, profile: aircon}
            - {id: gw-1, kind: gateway, name: {ja: 一, en: One}, zone: house}
            - {id: gw-2, kind: gateway, name: {ja: 二, en: Two}, zone: house}
            - {id: app-1, kind: application, name: {ja: 応用, en: Application}, zone: house}
            - {id: app-2, kind: application, name: {ja: 応用, en: Application}, zone: house}
          links:
            - {id: l1, from: light-1, to: gw-1, protocol: mqtt, authentication: password, encryption: tls}
            - {id: l2, from: aircon-1, to: gw-1, protocol: mqtt, authentication: password, encryption: tls}
            - {id: l3, from: light-2, to: gw-2, protocol: mqtt, authentication: password, encryption: tls}
          grants:
            - application: app-1
              read: [light-1]
              command: [light-1/switch, light-1/brightness, aircon-1/set-point, aircon-1/label, light-2/switch]
            - application: app-2
              read: [light-1]
              command: [light-1/switch]
          """);

  private TestModel() {}
}
