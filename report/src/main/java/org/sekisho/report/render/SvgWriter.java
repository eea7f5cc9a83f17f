package org.sekisho.report.render;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sekisho.report.document.Ink;
import org.sekisho.report.document.Picture;
import org.sekisho.report.document.Shape;

/** Writes a picture as SVG: only shapes and text, no script, no style, nothing from outside. */
public final class SvgWriter {
  /** Typefaces with Japanese that machines have, the one of the PDF first. */
  static final String TYPEFACES =
      "BIZ UDPGothic, Hiragino Sans, Noto Sans JP, Noto Sans CJK JP, Yu Gothic, Meiryo, sans-serif";

  private SvgWriter() {}

  /**
   * A file of its own, readable in light surroundings; its links lead nowhere and are left out.
   *
   * @param picture what is drawn
   * @param title its short name
   * @param alternative what somebody who cannot see it needs to know
   */
  public static String file(Picture picture, String title, String alternative) {
    Markup svg = new Markup(UnaryOperator.identity());
    svg.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    open(svg, picture, title, null);
    svg.element("title", title).element("desc", alternative).line();
    svg.single(
        "rect",
        "width",
        number(picture.width()),
        "height",
        number(picture.height()),
        "fill",
        Ink.PAPER.light());
    svg.line();
    shapes(svg, picture, false);
    return svg.close().line().toString();
  }

  /** Within a page, whose style may give inks their dark form by the classes f-… and s-…. */
  static void inline(Markup page, Picture picture, String alternative, String styleClass) {
    open(page, picture, alternative, styleClass);
    page.line();
    shapes(page, picture, true);
    page.close();
  }

  private static void open(Markup svg, Picture picture, String label, @Nullable String styleClass) {
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        styleClass,
        "role",
        "img",
        "aria-label",
        label,
        "width",
        number(picture.width()),
        "height",
        number(picture.height()),
        "viewBox",
        "0 0 " + number(picture.width()) + " " + number(picture.height()),
        "font-family",
        TYPEFACES);
  }

  private static void shapes(Markup svg, Picture picture, boolean page) {
    for (Shape shape : picture.shapes()) {
      switch (shape) {
        case Shape.Box box ->
            svg.single(
                "rect",
                "class",
                page ? "f-" + name(box.fill()) + " s-" + name(box.line()) : null,
                "x",
                number(box.x()),
                "y",
                number(box.y()),
                "width",
                number(box.width()),
                "height",
                number(box.height()),
                "rx",
                box.radius() > 0 ? number(box.radius()) : null,
                "fill",
                box.fill().light(),
                "stroke",
                box.line().light(),
                "stroke-width",
                number(box.thickness()),
                "stroke-dasharray",
                dashes(box.dash(), box.thickness()));
        case Shape.Polyline line ->
            svg.single(
                "polyline",
                "class",
                page ? "s-" + name(line.line()) : null,
                "points",
                points(line.points()),
                "fill",
                "none",
                "stroke",
                line.line().light(),
                "stroke-width",
                number(line.thickness()),
                "stroke-linejoin",
                "round",
                "stroke-dasharray",
                dashes(line.dash(), line.thickness()));
        case Shape.Polygon polygon ->
            svg.single(
                "polygon",
                "class",
                page ? "f-" + name(polygon.fill()) : null,
                "points",
                points(polygon.points()),
                "fill",
                polygon.fill().light());
        case Shape.Label label -> {
          if (page && label.target() != null) {
            svg.open("a", "href", "#" + label.target().id());
          }
          svg.element(
              "text",
              label.text().replace('\n', ' '),
              "class",
              page ? "f-" + name(label.ink()) : null,
              "x",
              number(label.x()),
              "y",
              number(label.y()),
              "font-size",
              number(label.size()),
              "font-weight",
              label.bold() ? "700" : null,
              "text-anchor",
              label.align() == Shape.Align.MIDDLE ? "middle" : null,
              "fill",
              label.ink().light());
          if (page && label.target() != null) {
            svg.close();
          }
        }
      }
      svg.line();
    }
  }

  /** The part of a class name that an ink has. */
  static String name(Ink ink) {
    return ink.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A coordinate with at most two decimal places, the same on every machine. */
  static String number(double value) {
    long hundredths = Math.round(value * 100);
    String sign = hundredths < 0 ? "-" : "";
    long whole = Math.abs(hundredths) / 100;
    long rest = Math.abs(hundredths) % 100;
    if (rest == 0) {
      return sign + whole;
    }
    String places = rest % 10 == 0 ? "" + rest / 10 : (rest < 10 ? "0" + rest : "" + rest);
    return sign + whole + "." + places;
  }

  private static @Nullable String dashes(Shape.Dash dash, double thickness) {
    return switch (dash) {
      case SOLID -> null;
      case DASHED -> number(thickness * 4) + " " + number(thickness * 3);
      case DOTTED -> number(thickness) + " " + number(thickness * 2);
    };
  }

  private static String points(List<Shape.At> points) {
    StringBuilder text = new StringBuilder();
    for (Shape.At at : points) {
      text.append(text.isEmpty() ? "" : " ")
          .append(number(at.x()))
          .append(',')
          .append(number(at.y()));
    }
    return text.toString();
  }
}
